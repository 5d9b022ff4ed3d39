#pragma once

#include <cstdint>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/data/image/image.hpp>
#include <graft/data/transform/random.hpp>

namespace graft {
namespace detail {

class PlannedImage;

}  // namespace detail

/// Stage of a transform: cuts the square of side `size` out of the middle; a smaller image is padded with black.
///
/// Units: pixels.
/// Errors: UsageError when `size` is not positive.
/// Source: torchvision.transforms.CenterCrop. An offset that ends in half a pixel is rounded to the even number.
///
///     Image middle = CenterCrop{224}(image, random);
struct CenterCrop {
  std::int64_t size = 224;

  Image operator()(Image image, Random& random) const;

  /// Adds this stage to the plan of an image, which is executed later; a Transform calls it.
  void plan(detail::PlannedImage& image, Random& random) const;

  /// A text of all that the result depends on; see Transform::key.
  [[nodiscard]] std::string key() const;

 private:
  std::int64_t margin(std::int64_t length) const;
};

}  // namespace graft
