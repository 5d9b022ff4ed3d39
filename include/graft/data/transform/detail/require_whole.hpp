#pragma once

#include <cstddef>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/data/image/image.hpp>

namespace graft::detail {

/// A stage of the user's may return anything; what is read of it later must exist.
inline void require_whole(const Image& image) {
  const bool whole =
      image.width > 0 && image.height > 0 && image.pixels.size() == static_cast<std::size_t>(image.width * image.height * 3);
  if (!whole) {
    throw ShapeError("a stage returned " + std::to_string(image.pixels.size()) + " values for " + std::to_string(image.width) +
                     "x" + std::to_string(image.height) + "; expected width x height x 3, and at least one pixel");
  }
}

}  // namespace graft::detail
