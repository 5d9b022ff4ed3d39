#pragma once

#include <graft/platform/gateway.hpp>

namespace graft {

/// Drops the gradients of all parameters of an optimizer, so that the next backward pass sets them.
///
/// LibTorch 1's Optimizer::zero_grad() fills them with zeros instead, to which that pass adds: two more passes over memory.
/// Source: torch.optim.Optimizer.zero_grad(set_to_none=True), the default since PyTorch 2.
inline void zero_grad(::torch::optim::Optimizer& optimizer) {
  for (auto& group : optimizer.param_groups())
    for (::torch::Tensor& parameter : group.params()) parameter.mutable_grad() = ::torch::Tensor();
}

}  // namespace graft
