#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <graft/network/module_tree.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// The parameters that a row of a tree owns itself, without those of a container, which are rows of their own.
[[nodiscard]] inline std::vector<::torch::Tensor> own_parameters(const ModuleTree& tree, std::size_t row) {
  const graft::Module& entry = tree.tables.modules[row];
  const ::torch::nn::Module& module = *tree.modules[row];
  if (is_a<Parameter>(entry.layer)) return {module.named_parameters(false)[std::string(entry.name.view())]};
  const bool has_rows = row + 1 < tree.modules.size() && tree.modules[row + 1] == &module;
  return has_rows ? std::vector<::torch::Tensor>() : module.parameters(false);
}

/// Sets requires_grad of parameters, and drops the gradients of frozen ones: with an old gradient, an optimizer would still
/// move them by weight decay and momentum.
inline void set_requires_grad(std::vector<::torch::Tensor> parameters, bool requires_grad) {
  for (::torch::Tensor& parameter : parameters) {
    parameter.set_requires_grad(requires_grad);
    if (!requires_grad) parameter.mutable_grad() = ::torch::Tensor();
  }
}

/// Sets the mode of each module, training or evaluation. Parents must come first, since train() also sets that of the children.
inline void set_modes(const std::vector<::torch::nn::Module*>& modules, const std::vector<bool>& modes) {
  for (std::size_t i = 0; i < modules.size(); ++i)
    if (modules[i]->is_training() != modes[i]) modules[i]->train(modes[i]);
}

}  // namespace graft::detail
