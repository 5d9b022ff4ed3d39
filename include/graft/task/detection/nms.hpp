#pragma once

#include <graft/platform/gateway.hpp>

namespace graft {

/// Non-maximum suppression: indices (int64) of the boxes (N, 4) that no box of a higher score overlaps by more than
/// `iou_threshold`, highest score first, those of equal scores in their order. Computed on the processor.
///
/// A box with NaN overlaps none, so that it is kept.
/// Errors: ShapeError for boxes or scores (N) of another shape.
/// Source: torchvision.ops.nms on the processor.
[[nodiscard]] ::torch::Tensor nms(const ::torch::Tensor& boxes, const ::torch::Tensor& scores, double iou_threshold);

}  // namespace graft
