#pragma once

#include <graft/platform/gateway.hpp>

namespace graft {

/// Intersection over union of each of `boxes1` (N, 4) with each of `boxes2` (M, 4): a tensor (N, M). NaN for two boxes that
/// both have no area.
/// Errors: ShapeError for a tensor of another shape.
/// Source: torchvision.ops.box_iou.
[[nodiscard]] ::torch::Tensor box_iou(const ::torch::Tensor& boxes1, const ::torch::Tensor& boxes2);

}  // namespace graft
