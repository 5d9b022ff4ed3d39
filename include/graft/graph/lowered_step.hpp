#pragma once

#include <cstdint>

namespace graft {

/// The function that a step applies last to each element of its result.
enum class Activation : std::uint8_t { none, relu };

/// A step of a lowered network: a call with the later calls that are fused into it.
///
/// `conv -> BatchNorm -> add -> ReLU` is one step. A backend that cannot fuse them runs them in this order.
struct LoweredStep {
  int call = 0;   ///< the call whose operation and inputs the step has
  int norm = -1;  ///< row of the BatchNorm2d after it, which is folded into the weights; -1: none
  int sum = -1;   ///< the storage added to the result, which takes over its buffer, since it has no later use; -1: none
  Activation activation = Activation::none;
  int value = 0;   ///< the last call of the step, whose value it computes
  int buffer = 0;  ///< the buffer that the value is written to

  friend constexpr bool operator==(const LoweredStep&, const LoweredStep&) = default;
};

}  // namespace graft
