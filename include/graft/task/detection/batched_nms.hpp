#pragma once

#include <graft/platform/gateway.hpp>

namespace graft {

/// nms() among the boxes of each group; `groups` (N) says to which a box belongs, mostly its class. Highest score first, those
/// of equal scores in their order.
///
/// Up to 1000 boxes are moved apart by their groups and compared all at once, as torchvision does it: far away from 0, float32
/// rounds their coordinates, so that an overlap close to the threshold can fall on its other side.
/// Errors: ShapeError for boxes, scores (N) or groups of another shape.
/// Source: torchvision.ops.batched_nms, where more than 1000 boxes of equal scores come in no certain order.
[[nodiscard]] ::torch::Tensor batched_nms(const ::torch::Tensor& boxes, const ::torch::Tensor& scores,
                                          const ::torch::Tensor& groups, double iou_threshold);

}  // namespace graft
