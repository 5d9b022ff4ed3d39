#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <graft/data/image.hpp>

namespace graft {
namespace detail {

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

}  // namespace detail

/// Last stage of a transform: values 0 to 255 become floats 0 to 1, interleaved pixels become planes.
///
/// Shapes: writes 3 x H x W floats. Source: torchvision.transforms.ToTensor, equal bit for bit.
///
///     std::vector<float> planes(3 * 224 * 224);
///     ToTensor{}(picture, planes.data());
struct ToTensor {
  void operator()(const Image& picture, float* chw) const {
    detail::PixelTable table;
    for (auto& channel : table) {
      for (std::size_t value = 0; value < 256; ++value) channel[value] = static_cast<float>(value) / 255.0F;
    }
    detail::write_planes(picture, table, chw);
  }
};

}  // namespace graft
