#pragma once

#include <graft/platform/gateway.hpp>

namespace graft {

/// 1 - generalized IoU of each pair of boxes, box i of `boxes1` (N, 4) with box i of `boxes2`: a tensor (N). Not reduced: take
/// its sum() or mean(). Where two boxes do not overlap, its gradient still pulls them together.
/// Errors: ShapeError for tensors of other shapes.
/// Source: torchvision.ops.generalized_box_iou_loss.
[[nodiscard]] ::torch::Tensor generalized_box_iou_loss(const ::torch::Tensor& boxes1, const ::torch::Tensor& boxes2,
                                                       double eps = 1e-7);

}  // namespace graft
