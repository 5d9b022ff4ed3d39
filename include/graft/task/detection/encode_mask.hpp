#pragma once

#include <graft/data/dataset/object_shape.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// A tensor (H, W) as runs; what is not 0 is in the mask.
/// Errors: ShapeError for a tensor of another shape, or of more pixels than runs can count.
[[nodiscard]] RunLengths encode_mask(const ::torch::Tensor& mask);

}  // namespace graft
