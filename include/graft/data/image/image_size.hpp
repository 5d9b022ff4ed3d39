#pragma once

#include <cstdint>

namespace graft {

/// Width and height of an image. Units: pixels.
struct ImageSize {
  std::int64_t width = 0;
  std::int64_t height = 0;

  friend constexpr bool operator==(const ImageSize&, const ImageSize&) = default;
};

}  // namespace graft
