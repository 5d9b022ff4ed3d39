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

  /// Adds this stage to the plan of an image, which is executed later; a Transform calls it.
  void plan(detail::PlannedImage& image, Random& random) const;

  /// A text of all that the result depends on; see Transform::key.
  [[nodiscard]] std::string key() const;
};

}  // namespace graft
