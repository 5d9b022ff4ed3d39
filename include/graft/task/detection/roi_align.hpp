#pragma once

#include <cstdint>

#include <graft/platform/gateway.hpp>

namespace graft {

/// How roi_align() cuts regions out of a feature map.
struct RoiAlignOptions {
  std::int64_t height = 7, width = 7;  ///< of the result, in bins
  double spatial_scale = 1;            ///< size of the feature map / size of the image
  std::int64_t sampling_ratio = -1;    ///< points a bin in each direction; up to 0, as many as it has places of the feature map
  bool aligned = false;                ///< move boxes by half a place, so that places lie at their centres
};

/// The parts of feature maps (N, C, H, W) that lie in `regions` (K, 5), each the index of its image and a box x1 y1 x2 y2 in
/// pixels of the image, averaged in bins: (K, C, height, width). Differentiable by `features`, computed on the processor.
///
/// Its memory format is that of `features`.
/// Errors: ShapeError for tensors of other shapes; DataError for a box that is not finite, and an image that is not there;
///         UsageError for less than one bin.
/// Source: He et al., "Mask R-CNN", 2017; torchvision.ops.roi_align.
[[nodiscard]] ::torch::Tensor roi_align(const ::torch::Tensor& features, const ::torch::Tensor& regions,
                                        const RoiAlignOptions& options);

}  // namespace graft
