#pragma once

#include <graft/platform/gateway.hpp>

namespace graft {

/// The areas (N) of boxes (N, 4), x1 y1 x2 y2 each. Half precision is computed in float32, here and in all functions of boxes.
/// Errors: ShapeError for a tensor of another shape.
/// Source: torchvision.ops.box_area.
[[nodiscard]] ::torch::Tensor box_area(const ::torch::Tensor& boxes);

}  // namespace graft
