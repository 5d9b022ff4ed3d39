#pragma once

#include <cmath>
#include <cstddef>
#include <string>

#include <graft/core/error.hpp>
#include <graft/data/image.hpp>
#include <graft/data/to_tensor.hpp>
#include <graft/zoo/preprocessing.hpp>

namespace graft {

/// Last stage of a transform: ToTensor, then minus the mean, then divided by the standard deviation of each channel.
///
/// Shapes: writes 3 x H x W floats. Units: `mean` and `std` are of values scaled to 0..1.
/// Errors: UsageError when a standard deviation is zero or not a number.
/// Source: torchvision.transforms.ToTensor and Normalize in float32, equal bit for bit.
///
///     auto transform = Resize{256} | CenterCrop{224} | ToTensor{} | Normalize{imagenet_mean_std};
struct Normalize {
  MeanStd normalization = imagenet_mean_std;

  void operator()(const Image& picture, float* chw) const {
    require_sense();
    detail::PixelTable table;
    for (std::size_t channel = 0; channel < 3; ++channel) {
      for (std::size_t value = 0; value < 256; ++value) {
        const float scaled = static_cast<float>(value) / 255.0F;
        table[channel][value] = (scaled - normalization.mean[channel]) / normalization.std[channel];
      }
    }
    detail::write_planes(picture, table, chw);
  }

  void require_sense() const {
    for (const float deviation : normalization.std) {
      if (!std::isfinite(deviation) || deviation == 0) {
        throw UsageError("Normalize: expected standard deviations other than zero, got " + std::to_string(deviation) +
                         "; ImageNet's are 0.229, 0.224, 0.225");
      }
    }
  }
};

}  // namespace graft
