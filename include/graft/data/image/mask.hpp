#pragma once

#include <cstdint>
#include <vector>

namespace graft {

/// A number for each pixel of an image, row by row from the top left: its class, or its object.
///
/// Shapes: `classes` holds H x W values. Units: pixels.
struct Mask {
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::vector<std::uint8_t> classes;

  friend bool operator==(const Mask&, const Mask&) = default;
};

}  // namespace graft
