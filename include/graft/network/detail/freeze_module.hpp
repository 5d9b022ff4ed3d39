#pragma once

#include <cstddef>
#include <vector>

#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// Lets the parameters that a module owns itself train, or not. A gradient that is left from before would still move a frozen
/// parameter, through an optimizer that holds it: weight decay and momentum ask for no new one.
inline void set_trains(::torch::nn::Module& module, bool trains) {
  for (::torch::Tensor& parameter : module.parameters(false)) {
    parameter.set_requires_grad(trains);
    if (!trains) parameter.mutable_grad() = ::torch::Tensor();
  }
}

/// Gives each module its own mode. Parents come first: a module passes its mode on to its children, which have the last word.
inline void set_modes(const std::vector<::torch::nn::Module*>& modules, const std::vector<bool>& modes) {
  for (std::size_t i = 0; i < modules.size(); ++i)
    if (modules[i]->is_training() != modes[i]) modules[i]->train(modes[i]);
}

}  // namespace graft::detail
