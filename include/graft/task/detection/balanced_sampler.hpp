#pragma once

#include <cstdint>

#include <graft/data/transform/random.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// What a BalancedSampler drew: indices (int64), in their order.
struct BalancedSample {
  ::torch::Tensor positive;
  ::torch::Tensor negative;
};

/// Draws the anchors or proposals of an image that a two-stage detector learns from: those with an object up to a share, and
/// others to fill up.
///
/// The same `random` draws the same on every platform.
/// Source: torchvision's BalancedPositiveNegativeSampler, with random numbers of another generator.
struct BalancedSampler {
  std::int64_t per_image = 256;
  double positive_fraction = 0.5;

  /// Draws among `labels` (A): above 0 an object, 0 none, below 0 not to be learned from.
  /// Errors: UsageError for a negative number, and a share that is not from 0 to 1; ShapeError for other labels.
  [[nodiscard]] BalancedSample operator()(const ::torch::Tensor& labels, Random& random) const;
};

}  // namespace graft
