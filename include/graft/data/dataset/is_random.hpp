#pragma once

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/dataset.hpp>

namespace graft {

/// Whether a dataset's transform draws random numbers, so that an image differs from epoch to epoch. It is tried on the first
/// image that can be decoded; false when there is none.
/// Errors: what the transform throws.
[[nodiscard]] bool is_random(const Dataset& dataset);

}  // namespace graft
