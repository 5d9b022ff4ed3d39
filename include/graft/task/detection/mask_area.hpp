#pragma once

#include <cstdint>

#include <graft/data/dataset/object_shape.hpp>

namespace graft {

/// The number of pixels in a mask.
/// Errors: DataError for runs that are not those of an image of that size, here and wherever runs are read.
[[nodiscard]] std::int64_t mask_area(const RunLengths& mask);

}  // namespace graft
