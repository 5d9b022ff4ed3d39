#pragma once

#include <graft/data/image/detail/pixel_table.hpp>
#include <graft/data/image/image.hpp>

namespace graft {

/// Last stage of a transform: values 0 to 255 become floats 0 to 1, interleaved pixels become planes.
///
/// Shapes: writes 3 x H x W floats. Source: torchvision.transforms.ToTensor, equal bit for bit.
///
///     std::vector<float> planes(3 * 224 * 224);
///     ToTensor{}(image, planes.data());
struct ToTensor {
  void operator()(const Image& image, float* chw) const;

  /// What it makes of each pixel value, per channel.
  detail::PixelTable table() const;
};

}  // namespace graft
