#pragma once

#include <graft/data/image/image_size.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// Boxes (..., 4) with the parts outside of the image cut off.
/// Source: torchvision.ops.clip_boxes_to_image.
[[nodiscard]] ::torch::Tensor clip_boxes_to_image(const ::torch::Tensor& boxes, const ImageSize& size);

}  // namespace graft
