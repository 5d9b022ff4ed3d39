#pragma once

#include <graft/data/dataset/object_shape.hpp>

namespace graft {

/// Intersection over union of two masks of an image; where `known` is a crowd, intersection over the area of `found`.
/// Errors: DataError as mask_area(), and for masks of different sizes.
/// Source: pycocotools.mask.iou.
[[nodiscard]] double mask_iou(const RunLengths& found, const RunLengths& known, bool crowd = false);

}  // namespace graft
