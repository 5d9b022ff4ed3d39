#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <graft/data/image/image.hpp>

namespace graft::detail {

/// Lookup tables, one per channel: the float that each of the 256 pixel values becomes.
using PixelTable = std::array<std::array<float, 256>, 3>;

/// Looks up interleaved pixels and splits them into planes.
inline void write_planes(const Image& image, const PixelTable& table, float* chw) {
  const auto area = static_cast<std::size_t>(image.width * image.height);
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const std::uint8_t* pixel = image.pixels.data() + channel;
    for (std::size_t i = 0; i < area; ++i) chw[i] = table[channel][pixel[3 * i]];
    chw += area;
  }
}

/// Looks up packed pixels, which stay interleaved (channels-last).
inline void write_pixels(const std::uint8_t* rgb, std::size_t pixels, const PixelTable& table, float* hwc) {
  for (std::size_t i = 0; i < 3 * pixels; i += 3) {
    hwc[i] = table[0][rgb[i]];
    hwc[i + 1] = table[1][rgb[i + 1]];
    hwc[i + 2] = table[2][rgb[i + 2]];
  }
}

/// Looks up one row of packed pixels, mirrored.
inline void write_mirrored_row(const std::uint8_t* rgb, std::size_t width, const PixelTable& table, float* hwc) {
  for (std::size_t i = 3 * width; i > 0; i -= 3) {
    *hwc++ = table[0][rgb[i - 3]];
    *hwc++ = table[1][rgb[i - 2]];
    *hwc++ = table[2][rgb[i - 1]];
  }
}

}  // namespace graft::detail
