#pragma once

#include <graft/data/dataset/object_shape.hpp>
#include <graft/data/image/image_size.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// The pixels of an object in its image of size `image`. `numbers` (H, W) is the mask of the whole image, of integers, which is
/// needed for a MaskNumber.
/// Errors: DataError for an object whose shape is not known, a mask of another size than the image, and what
///         rasterize_polygons() and mask_area() refuse; UsageError for a MaskNumber without `numbers`.
[[nodiscard]] RunLengths shape_mask(const ObjectShape& shape, const ImageSize& image, const ::torch::Tensor& numbers = {});

}  // namespace graft
