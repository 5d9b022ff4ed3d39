#pragma once

#include <cstdint>
#include <span>

#include <graft/data/dataset/object_shape.hpp>

namespace graft {

/// The pixels of an image that lie in any of the polygons. Within a polygon, what it encloses twice lies outside.
///
/// Corners are rounded to fifths of a pixel, so that the mask is pycocotools', pixel by pixel.
/// Errors: DataError for a polygon of less than three corners, with a corner that is no finite number or far outside the image.
/// Source: pycocotools.mask.frPyObjects and merge.
[[nodiscard]] RunLengths rasterize_polygons(std::span<const Polygon> polygons, std::int64_t width, std::int64_t height);

}  // namespace graft
