#pragma once

#include <cstdint>

namespace graft {

/// A rectangle in an image. Units: pixels, from the image's top left corner.
struct Box {
  std::int64_t left = 0;
  std::int64_t top = 0;
  std::int64_t width = 0;
  std::int64_t height = 0;

  friend constexpr bool operator==(const Box&, const Box&) = default;
};

}  // namespace graft
