#pragma once

#include <graft/data/dataset/object_shape.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// A mask as a tensor (H, W) uint8, 1 for its pixels and 0 for all others.
/// Errors: DataError as mask_area().
[[nodiscard]] ::torch::Tensor decode_mask(const RunLengths& mask);

}  // namespace graft
