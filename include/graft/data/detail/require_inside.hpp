#pragma once

#include <string>

#include <graft/core/error.hpp>
#include <graft/data/box.hpp>
#include <graft/data/image.hpp>

namespace graft::detail {

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

}  // namespace graft::detail
