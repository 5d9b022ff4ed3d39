#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <graft/data/image.hpp>

namespace graft::detail {

/// What each of the 256 pixel values becomes, per channel.
using PixelTable = std::array<std::array<float, 256>, 3>;

/// Splits interleaved pixels into planes, each value looked up.
inline void write_planes(const Image& picture, const PixelTable& table, float* chw) {
  const auto area = static_cast<std::size_t>(picture.width * picture.height);
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const std::uint8_t* pixel = picture.pixels.data() + channel;
    for (std::size_t i = 0; i < area; ++i) chw[i] = table[channel][pixel[3 * i]];
    chw += area;
  }
}

}  // namespace graft::detail
