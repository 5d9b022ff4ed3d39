#pragma once

#include <cstdint>

namespace graft {

/// The type of `none`. An enumeration, since compilers take an enumerator of the same name elsewhere for no mistake.
enum class None : std::uint8_t {
  none,  ///< no weights: a network with its random initial values
};

/// Example: {.weights = none}
using enum None;

}  // namespace graft
