#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace graft {

/// An image in memory: 8-bit RGB, row by row from the top left.
///
/// Shapes: `pixels` holds H x W x 3 values, interleaved. Units: pixels; values 0 to 255.
///
///     Image grey{2, 1, {128, 128, 128, 128, 128, 128}};   // two pixels wide, one high
struct Image {
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::vector<std::uint8_t> pixels;

  friend bool operator==(const Image&, const Image&) = default;
};

/// A black image of the given size.
inline Image blank_image(std::int64_t width, std::int64_t height) {
  return {width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3))};
}

}  // namespace graft
