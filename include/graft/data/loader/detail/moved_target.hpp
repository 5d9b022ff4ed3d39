#pragma once

#include <graft/data/dataset/dataset.hpp>
#include <graft/data/loader/image_target.hpp>
#include <graft/data/transform/detail/geometry.hpp>

namespace graft::detail {

/// The target of an image whose pixels have moved so.
/// Errors: DataError for a mask that cannot be decoded, or of another size than its image.
[[nodiscard]] ImageTarget moved_target(const Sample& sample, const Geometry& geometry, const Dataset& dataset);

}  // namespace graft::detail
