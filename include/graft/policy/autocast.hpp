#pragma once

#include <graft/policy/category.hpp>
#include <graft/policy/compute_type.hpp>

namespace graft {

/// Mixed precision for what trains, as an optional policy of FineTuner: convolutions and linear layers multiply in T, forward
/// and backward, where the processor has instructions for it; else all is float32, and that is said. Weights, their gradients,
/// the loss and the optimizer's state are float32 always. T is BF16, which needs no scaling of the loss.
///
/// Without it, what trains computes in float32. What is frozen goes by Precision.
/// Source: torch.autocast, which does it.
/// Errors:  compile time, for another type.
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeNone, SGD, Autocast<BF16>>
template <class T>
struct Autocast {
  using policy_category = autocast_tag;
  static constexpr ComputeType type = T::compute_type;
};

}  // namespace graft
