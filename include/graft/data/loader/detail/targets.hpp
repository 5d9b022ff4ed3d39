#pragma once

#include <vector>

#include <graft/data/dataset/dataset.hpp>
#include <graft/data/loader/batch.hpp>
#include <graft/data/loader/image_target.hpp>
#include <graft/data/transform/detail/geometry.hpp>

namespace graft::detail {

/// Whether the target of an image moves with its pixels.
[[nodiscard]] bool moves(const Target& target);

/// The target of an image whose pixels have moved so.
/// Errors: DataError for a mask that cannot be decoded, or of another size than its image.
[[nodiscard]] ImageTarget target_of(const Sample& sample, const Geometry& geometry, const Dataset& dataset);

/// Puts the targets of a batch's images together.
/// Errors: DataError for targets of several kinds, or of several lengths.
void collate(const std::vector<ImageTarget>& targets, Batch& batch, const Dataset& dataset);

/// The targets of a batch, one an image.
[[nodiscard]] std::vector<ImageTarget> targets_of(const Batch& batch);

}  // namespace graft::detail
