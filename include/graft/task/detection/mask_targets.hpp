#pragma once

#include <cstdint>

#include <graft/platform/gateway.hpp>

namespace graft {

/// What a mask head learns of proposals `boxes` (P, 4) in an image: the parts of `masks` (M, H, W), a mask for each object,
/// that lie in them, as (P, size, size) float32. `objects` (P) int64 says which object a proposal has.
/// Errors: ShapeError for tensors of other shapes; DataError for an object that is not there.
/// Source: torchvision's project_masks_on_boxes.
[[nodiscard]] ::torch::Tensor mask_targets(const ::torch::Tensor& masks, const ::torch::Tensor& boxes,
                                           const ::torch::Tensor& objects, std::int64_t size);

}  // namespace graft
