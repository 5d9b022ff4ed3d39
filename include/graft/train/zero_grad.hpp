#pragma once

#include <graft/platform/gateway.hpp>

namespace graft {

/// Lets the gradients of all that an optimizer steps go, so that the next backward pass hands over its own.
/// Optimizer::zero_grad() of LibTorch 1 writes zeros, to which that pass then adds: two passes over memory more. Source:
/// torch.optim.Optimizer.zero_grad(set_to_none=True), the default since PyTorch 2.
inline void zero_grad(::torch::optim::Optimizer& optimizer) {
  for (auto& group : optimizer.param_groups())
    for (::torch::Tensor& parameter : group.params()) parameter.mutable_grad() = ::torch::Tensor();
}

}  // namespace graft
