#pragma once

#include <cstdint>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/data/image/box.hpp>

namespace graft::detail {

/// Throws unless `box` is not empty and lies inside an image of that size.
inline void require_inside(std::int64_t width, std::int64_t height, const Box& box) {
  const bool inside = box.left >= 0 && box.top >= 0 && box.width > 0 && box.height > 0 && box.width <= width &&
                      box.height <= height && box.left <= width - box.width && box.top <= height - box.height;
  if (!inside) {
    throw ShapeError("crop: expected a box inside the image of " + std::to_string(width) + "x" + std::to_string(height) +
                     ", got " + std::to_string(box.width) + "x" + std::to_string(box.height) + " at (" +
                     std::to_string(box.left) + ", " + std::to_string(box.top) +
                     "); resize the image first, or use CenterCrop, which pads");
  }
}

}  // namespace graft::detail
