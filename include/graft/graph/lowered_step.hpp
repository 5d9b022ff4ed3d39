#pragma once

#include <cstdint>

namespace graft {

/// What a step applies to each number of its result, last of all.
enum class Activation : std::uint8_t { none, relu };

/// One operation of a lowered network: a call, with the calls behind it that can be done in the same pass over the memory.
///
/// `conv -> BatchNorm -> add -> ReLU` is one step. A backend that cannot do it in one pass does it in several, in this order.
struct LoweredStep {
  int call = 0;   ///< the call that names the operation and has its inputs
  int norm = -1;  ///< row of a BatchNorm2d behind it, whose running statistics are folded into the weights
  int sum = -1;   ///< a value that is added to the result; its memory becomes the result's, since nobody needs it afterwards
  Activation activation = Activation::none;
  int value = 0;   ///< the call whose value the step gives: the last one that is part of it
  int buffer = 0;  ///< the memory that the value is written to

  friend constexpr bool operator==(const LoweredStep&, const LoweredStep&) = default;
};

}  // namespace graft
