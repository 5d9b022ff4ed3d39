#pragma once

#include <cstdint>

namespace graft {

/// The type of `none`. An enumeration, since an enumerator of that name elsewhere is then no error.
enum class None : std::uint8_t {
  none,  ///< no weights: a network with its random initial values
};

/// Example: {.weights = none}
using enum None;

}  // namespace graft
