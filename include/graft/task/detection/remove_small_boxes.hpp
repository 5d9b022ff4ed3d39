#pragma once

#include <graft/platform/gateway.hpp>

namespace graft {

/// Indices of the boxes (N, 4) whose width and height are at least `min_size`, in their order; a box with NaN is
/// not among them.
/// Errors: ShapeError for a tensor of another shape.
/// Source: torchvision.ops.remove_small_boxes.
[[nodiscard]] ::torch::Tensor remove_small_boxes(const ::torch::Tensor& boxes, double min_size);

}  // namespace graft
