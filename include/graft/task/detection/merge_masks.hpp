#pragma once

#include <span>

#include <graft/data/dataset/object_shape.hpp>

namespace graft {

/// The pixels that are in any of the masks of an image.
/// Errors: UsageError for no masks; DataError as mask_area(), and for masks of different sizes.
[[nodiscard]] RunLengths merge_masks(std::span<const RunLengths> masks);

}  // namespace graft
