#pragma once

#include <graft/data/image/detail/pixel_table.hpp>
#include <graft/data/image/image.hpp>

namespace graft {

/// Last stage of a transform: scales values 0..255 to floats 0..1 and splits interleaved pixels into planes.
///
/// Shapes: writes 3 x H x W floats. Source: torchvision.transforms.ToTensor, equal bit for bit.
///
///     std::vector<float> planes(3 * 224 * 224);
///     ToTensor{}(image, planes.data());
struct ToTensor {
  void operator()(const Image& image, float* chw) const;

  /// The float that each pixel value becomes, per channel.
  detail::PixelTable table() const;
};

}  // namespace graft
