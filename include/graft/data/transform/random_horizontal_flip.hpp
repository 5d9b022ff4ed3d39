#pragma once

#include <string>

#include <graft/data/image/image.hpp>
#include <graft/data/transform/random.hpp>

namespace graft {
namespace detail {

class PlannedImage;

}  // namespace detail

/// Stage of a transform: mirrors the image left to right with probability `p`.
///
/// Source: torchvision.transforms.RandomHorizontalFlip.
///
///     auto always = RandomHorizontalFlip{.p = 1};
struct RandomHorizontalFlip {
  double p = 0.5;

  Image operator()(Image image, Random& random) const;

  /// What a Transform calls instead: says what is to be done to the image, and leaves the doing for later.
  void plan(detail::PlannedImage& image, Random& random) const;

  /// All that its result depends on, as a text; see Transform::key.
  [[nodiscard]] std::string key() const;
};

}  // namespace graft
