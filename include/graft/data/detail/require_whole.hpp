#pragma once

#include <cstddef>
#include <string>

#include <graft/core/error.hpp>
#include <graft/data/image.hpp>

namespace graft::detail {

/// A stage of the user's may return anything; what is read of it later must exist.
inline void require_whole(const Image& picture) {
  const bool whole = picture.width > 0 && picture.height > 0 &&
                     picture.pixels.size() == static_cast<std::size_t>(picture.width * picture.height * 3);
  if (!whole) {
    throw ShapeError("a stage returned " + std::to_string(picture.pixels.size()) + " values for " +
                     std::to_string(picture.width) + "x" + std::to_string(picture.height) +
                     "; expected width x height x 3, and at least one pixel");
  }
}

}  // namespace graft::detail
