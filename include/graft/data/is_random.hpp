#pragma once

#include <graft/core/error.hpp>
#include <graft/data/dataset.hpp>

namespace graft {

/// Whether a dataset's transform draws random numbers, so that a picture differs from epoch to epoch. Tried on the first picture that
/// can be decoded; false when there is none.
/// Errors: what the transform throws.
[[nodiscard]] bool is_random(const Dataset& dataset);

}  // namespace graft
