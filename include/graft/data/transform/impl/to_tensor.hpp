#pragma once

#include <cstddef>

#include <graft/data/image/detail/pixel_table.hpp>
#include <graft/data/transform/to_tensor.hpp>

namespace graft {

void ToTensor::operator()(const Image& image, float* chw) const { detail::write_planes(image, table(), chw); }

detail::PixelTable ToTensor::table() const {
  detail::PixelTable table;
  for (auto& channel : table) {
    for (std::size_t value = 0; value < 256; ++value) channel[value] = static_cast<float>(value) / 255.0F;
  }
  return table;
}

}  // namespace graft
