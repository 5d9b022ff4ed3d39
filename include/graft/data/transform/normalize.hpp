#pragma once

#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/data/image/detail/pixel_table.hpp>
#include <graft/data/image/image.hpp>
#include <graft/zoo/preprocessing.hpp>

namespace graft {

/// Last stage of a transform: ToTensor, then (value - mean) / std for each channel.
///
/// Shapes: writes 3 x H x W floats. Units: `mean` and `std` are of values scaled to 0..1.
/// Errors: UsageError when a standard deviation is zero or not a number.
/// Source: torchvision.transforms.ToTensor and Normalize in float32, equal bit for bit.
///
///     auto transform = Resize{256} | CenterCrop{224} | ToTensor{} | Normalize{imagenet_mean_std};
struct Normalize {
  MeanStd normalization = imagenet_mean_std;

  void operator()(const Image& image, float* chw) const;

  /// The float that each pixel value becomes, per channel.
  detail::PixelTable table() const;

  /// A text of all that the result depends on; see Transform::key.
  [[nodiscard]] std::string key() const;

  /// Throws the UsageError above.
  void validate() const;
};

}  // namespace graft
