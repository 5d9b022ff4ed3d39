#pragma once

#include <graft/platform/gateway.hpp>

namespace graft {

/// Generalized intersection over union, from -1 to 1, of each of `boxes1` (N, 4) with each of `boxes2` (M, 4): a tensor (N, M).
/// Errors: ShapeError for a tensor of another shape.
/// Source: Rezatofighi et al., "Generalized intersection over union", 2019; torchvision.ops.generalized_box_iou.
[[nodiscard]] ::torch::Tensor generalized_box_iou(const ::torch::Tensor& boxes1, const ::torch::Tensor& boxes2);

}  // namespace graft
