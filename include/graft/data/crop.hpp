#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include <graft/core/error.hpp>
#include <graft/data/box.hpp>
#include <graft/data/image.hpp>

namespace graft {
namespace detail {

/// Throws unless `box` is not empty and lies inside `picture`.
inline void require_inside(const Image& picture, const Box& box) {
  const bool inside = box.left >= 0 && box.top >= 0 && box.width > 0 && box.height > 0 && box.width <= picture.width &&
                      box.height <= picture.height && box.left <= picture.width - box.width &&
                      box.top <= picture.height - box.height;
  if (!inside) {
    throw ShapeError("crop: expected a box inside the picture of " + std::to_string(picture.width) + "x" +
                     std::to_string(picture.height) + ", got " + std::to_string(box.width) + "x" +
                     std::to_string(box.height) + " at (" + std::to_string(box.left) + ", " + std::to_string(box.top) +
                     "); resize the picture first, or use CenterCrop, which pads");
  }
}

}  // namespace detail

/// The part of a picture inside a box.
///
/// Errors: ShapeError when the box is empty or reaches outside of the picture.
///
///     Image corner = crop(picture, {.width = 32, .height = 32});
inline Image crop(const Image& picture, const Box& box) {
  detail::require_inside(picture, box);
  Image part = blank_image(box.width, box.height);
  for (std::int64_t row = 0; row < box.height; ++row) {
    const auto from = picture.pixels.begin() + ((box.top + row) * picture.width + box.left) * 3;
    std::copy(from, from + box.width * 3, part.pixels.begin() + row * box.width * 3);
  }
  return part;
}

}  // namespace graft
