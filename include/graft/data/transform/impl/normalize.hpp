#pragma once

#include <cmath>
#include <cstddef>
#include <string>

#include <graft/core/exact_text.hpp>
#include <graft/core/exceptions.hpp>
#include <graft/data/image/detail/pixel_table.hpp>
#include <graft/data/transform/normalize.hpp>

namespace graft {

void Normalize::operator()(const Image& image, float* chw) const { detail::write_planes(image, table(), chw); }

detail::PixelTable Normalize::table() const {
  require_sense();
  detail::PixelTable table;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    for (std::size_t value = 0; value < 256; ++value) {
      const float scaled = static_cast<float>(value) / 255.0F;
      table[channel][value] = (scaled - normalization.mean[channel]) / normalization.std[channel];
    }
  }
  return table;
}

void Normalize::require_sense() const {
  for (const float deviation : normalization.std) {
    if (!std::isfinite(deviation) || deviation == 0) {
      throw UsageError("Normalize: expected standard deviations other than zero, got " + std::to_string(deviation) +
                       "; ImageNet's are 0.229, 0.224, 0.225");
    }
  }
}

std::string Normalize::key() const {
  return exact_text("Normalize", normalization.mean[0], normalization.mean[1], normalization.mean[2], normalization.std[0],
                    normalization.std[1], normalization.std[2]);
}

}  // namespace graft
