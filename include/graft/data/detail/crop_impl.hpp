#pragma once

#include <algorithm>
#include <cstdint>

#include <graft/data/crop.hpp>
#include <graft/data/detail/require_inside.hpp>

namespace graft {

Image crop(const Image& picture, const Box& box) {
  detail::require_inside(picture, box);
  Image part = blank_image(box.width, box.height);
  for (std::int64_t row = 0; row < box.height; ++row) {
    const auto from = picture.pixels.begin() + ((box.top + row) * picture.width + box.left) * 3;
    std::copy(from, from + box.width * 3, part.pixels.begin() + row * box.width * 3);
  }
  return part;
}

}  // namespace graft
