#pragma once

#include <graft/graph/shape/row_id.hpp>

namespace graft {

/// A step of a lowered network: a call with the later calls that are fused into it.
///
/// `conv -> BatchNorm -> multiply by a parameter -> add -> ReLU` is one step. A backend that cannot fuse them runs them in this
/// order. What is no call of its own in between, such as a Dropout or a permutation, is a view of the same memory.
struct LoweredStep {
  CallId call{0};       ///< the call whose operation and inputs the step has
  ModuleId norm{};      ///< the BatchNorm2d after it, which is folded into the weights, or none
  ModuleId scale{};     ///< the Parameter that scales each channel of the result, which is folded in, too, or none
  CallId sum{};         ///< the storage added to the result, which takes over its buffer, since it has no later use, or none
  CallId activation{};  ///< the call of the elementwise layer that is applied last, see Activation, or none
  CallId value{0};      ///< the last call of the step, whose value it computes
  int buffer = 0;       ///< the buffer that the value is written to

  friend constexpr bool operator==(const LoweredStep&, const LoweredStep&) = default;
};

}  // namespace graft
