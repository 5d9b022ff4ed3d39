#pragma once

#include <cstdint>
#include <span>

#include <graft/data/image/image_size.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// How multi_scale_roi_align() cuts regions out of feature maps.
struct MultiScaleRoiAlignOptions {
  std::int64_t height = 7, width = 7;
  std::int64_t sampling_ratio = 2;
  double canonical_scale = 224;      ///< a box of this size ...
  std::int64_t canonical_level = 4;  ///< ... is cut out of the feature map whose stride is 2 to the power of this
};

/// The index of the feature map that each of the boxes (N, 4) is cut out of, where strides go from 2^`first` to 2^`last`.
/// Source: Lin et al., "Feature pyramid networks", 2017, equation 1, and torchvision's LevelMapper.
[[nodiscard]] ::torch::Tensor pyramid_levels(const ::torch::Tensor& boxes, std::int64_t first, std::int64_t last,
                                             const MultiScaleRoiAlignOptions& options = {});

/// roi_align() of each box, of a tensor (n, 4) for each image, out of the one of the feature maps (N, C, H, W) that fits its
/// size; box by box and image by image. `images` are the sizes of the images without padding, whose largest height the strides
/// of the feature maps are told from.
/// Errors: as roi_align(); UsageError for no feature maps or images.
/// Source: torchvision.ops.MultiScaleRoIAlign.
[[nodiscard]] ::torch::Tensor multi_scale_roi_align(std::span<const ::torch::Tensor> features,
                                                    std::span<const ::torch::Tensor> boxes, std::span<const ImageSize> images,
                                                    const MultiScaleRoiAlignOptions& options = {});

}  // namespace graft
