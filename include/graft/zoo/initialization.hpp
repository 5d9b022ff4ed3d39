#pragma once

#include <cstdint>

namespace graft {

/// How an architecture's values are drawn before it has weights; its paper or its reference implementation decides.
///
/// A backbone says it by a member: `static constexpr Initialization initialization = Initialization::kaiming_fan_out;`
enum class Initialization : std::uint8_t {
  layer_defaults,   ///< what LibTorch gives each layer when it is made; for a backbone that says nothing
  kaiming_fan_out,  ///< convolutions normal with variance 2 / (out channels x kernel area), BatchNorm 1 and 0, else as above
};

}  // namespace graft
