#pragma once

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/dataset.hpp>

namespace graft {

/// The samples of two datasets, one after the other, with the settings of the first: transform, decoding, what to ignore.
///
/// Errors: DataError when they name their classes otherwise, so that one label would mean two things.
///
///     Dataset all = concat(image_folder("2024"), image_folder("2025"));
[[nodiscard]] Dataset concat(const Dataset& first, const Dataset& second);

}  // namespace graft
