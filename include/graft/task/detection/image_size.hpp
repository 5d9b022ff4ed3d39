#pragma once

#include <cstdint>

namespace graft {

/// Height and width of an image in a batch, without the padding that makes its images equal in size. Units: pixels.
struct ImageSize {
  std::int64_t height = 0, width = 0;

  friend constexpr bool operator==(const ImageSize&, const ImageSize&) = default;
};

}  // namespace graft
