#pragma once

#include <string>

#include <graft/data/image/image.hpp>
#include <graft/data/transform/random.hpp>

namespace graft {
namespace detail {

class PlannedImage;

}  // namespace detail

/// Stage of a transform: turns the image upside down, as in a mirror, with probability `p`.
///
/// Source: torchvision.transforms.RandomVerticalFlip.
///
/// What is planned for an image is executed before it is turned: it belongs behind the stages that make the image small.
///
///     Transform transform = Resize{256} | CenterCrop{224} | RandomVerticalFlip{} | ToTensor{};   // images from above
struct RandomVerticalFlip {
  double p = 0.5;

  Image operator()(Image image, Random& random) const;

  /// Executes the plan of an image, and goes on with the result; a Transform calls it.
  void plan(detail::PlannedImage& image, Random& random) const;

  /// A text of all that the result depends on; see Transform::key.
  [[nodiscard]] std::string key() const;
};

}  // namespace graft
