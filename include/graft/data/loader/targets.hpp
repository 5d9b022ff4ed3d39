#pragma once

#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/sample.hpp>
#include <graft/data/loader/batch.hpp>
#include <graft/data/loader/image_target.hpp>

namespace graft {

struct Dataset;

/// Whether the target of an image moves with its pixels through a transform.
[[nodiscard]] bool moves(const Target& target);

/// The target of an image where that does not move.
[[nodiscard]] ImageTarget still_target(const Sample& sample);

/// The targets of a batch, one an image.
[[nodiscard]] std::vector<ImageTarget> targets_of(const Batch& batch);

/// Puts the targets of a batch's images together; `data` names them in messages where it is known.
/// Errors: DataError for targets of several kinds, or of several lengths.
void collate(const std::vector<ImageTarget>& targets, Batch& batch, const Dataset* data = nullptr);

}  // namespace graft
