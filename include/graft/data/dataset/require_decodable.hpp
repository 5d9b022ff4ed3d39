#pragma once

#include <cstddef>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/dataset.hpp>

namespace graft {

/// Refuses a dataset with images that cannot be decoded, as far as `dataset.undecodable` knows, unless it skips bad images. A
/// loader does so before its first batch, `fit` before the first one of training for the images of validation, too.
///
/// Errors: DataError that says how many there are, the first one, and what to do.
void require_decodable(const Dataset& dataset);

/// The same for the images at some positions.
void require_decodable(const Dataset& dataset, const std::vector<std::size_t>& positions);

}  // namespace graft
