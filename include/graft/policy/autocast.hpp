#pragma once

#include <graft/policy/category.hpp>
#include <graft/policy/compute_type.hpp>

namespace graft {

/// Mixed precision for the layers that train, as an optional policy of FineTuner.
///
/// Convolutions and linear layers compute in T, forward and backward, where the processor has instructions for it; else in
/// float32, with a note. Weights, gradients, the loss and the optimizer's state are always float32. T is BF16, which needs no
/// loss scaling. Without this policy, layers that train compute in float32. Frozen layers follow Precision.
/// Source: torch.autocast.
/// Errors:  compile time, for another type.
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeNone, SGD, Autocast<BF16>>
template <class T>
struct Autocast {
  using policy_category = autocast_tag;
  static constexpr ComputeType type = T::compute_type;
};

}  // namespace graft
