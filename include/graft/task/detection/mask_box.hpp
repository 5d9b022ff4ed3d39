#pragma once

#include <graft/data/dataset/object_box.hpp>
#include <graft/data/dataset/object_shape.hpp>

namespace graft {

/// The smallest box that holds all pixels of a mask; {0, 0, 0, 0} for one without any.
/// Errors: DataError as mask_area().
[[nodiscard]] ObjectBox mask_box(const RunLengths& mask);

}  // namespace graft
