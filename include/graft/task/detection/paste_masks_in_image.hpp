#pragma once

#include <graft/data/image/image_size.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// Probabilities that a mask head gives in boxes, put into their image: `masks` (N, M, M) or (N, 1, M, M) and `boxes` (N, 4)
/// give (N, H, W), 0 outside of the boxes. Computed on the processor; H x W numbers for each mask.
/// Errors: ShapeError for tensors of other shapes; DataError for a box that is not finite.
/// Source: torchvision's paste_masks_in_image with a padding of 1.
[[nodiscard]] ::torch::Tensor paste_masks_in_image(const ::torch::Tensor& masks, const ::torch::Tensor& boxes,
                                                   const ImageSize& image);

}  // namespace graft
