#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include <graft/core/error.hpp>
#include <graft/data/box.hpp>
#include <graft/data/crop.hpp>
#include <graft/data/image.hpp>
#include <graft/data/random.hpp>

namespace graft {

/// Stage of a transform: cuts the square of side `size` out of the middle; a smaller picture is padded with black.
///
/// Units: pixels.
/// Errors: UsageError when `size` is not positive.
/// Source: torchvision.transforms.CenterCrop. When the margins cannot be equal, half a pixel is rounded to the even
/// number.
///
///     Image middle = CenterCrop{224}(picture, random);
struct CenterCrop {
  std::int64_t size = 224;

  Image operator()(Image picture, Random& /*random*/) const {
    if (size <= 0)
      throw UsageError("CenterCrop: expected a positive size, got " + std::to_string(size) + "; give it in pixels");
    if (picture.width < size || picture.height < size) picture = padded(picture);
    return crop(picture, {margin(picture.width), margin(picture.height), size, size});
  }

 private:
  std::int64_t margin(std::int64_t length) const {
    return static_cast<std::int64_t>(std::nearbyint(static_cast<double>(length - size) / 2.0));
  }

  Image padded(const Image& picture) const {
    Image wider = blank_image(std::max(size, picture.width), std::max(size, picture.height));
    const std::int64_t left = (wider.width - picture.width) / 2;
    const std::int64_t top = (wider.height - picture.height) / 2;
    for (std::int64_t row = 0; row < picture.height; ++row) {
      const auto from = picture.pixels.begin() + row * picture.width * 3;
      std::copy(from, from + picture.width * 3, wider.pixels.begin() + ((top + row) * wider.width + left) * 3);
    }
    return wider;
  }
};

}  // namespace graft
