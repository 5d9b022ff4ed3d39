#pragma once

#include <cstdint>

#include <graft/platform/gateway.hpp>

namespace graft {

/// Gives each anchor or proposal the object that it overlaps most.
/// Source: torchvision's Matcher.
struct Matcher {
  static constexpr std::int64_t below_low_threshold = -1;
  static constexpr std::int64_t between_thresholds = -2;

  double high_threshold = 0.5;
  double low_threshold = 0.5;
  bool allow_low_quality_matches = false;  ///< each object also keeps the anchors that overlap it as much as any

  /// For each of the A columns of `quality` (M, A), the IoU of objects with anchors: the index of its object where that is at
  /// least `high_threshold`, `below_low_threshold`, or `between_thresholds`.
  /// Errors: UsageError for a `low_threshold` above the high one; ShapeError for a matrix without rows or of another shape.
  [[nodiscard]] ::torch::Tensor operator()(const ::torch::Tensor& quality) const;
};

}  // namespace graft
