#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <graft/network/module_tree.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// The parameters that a row of a tree owns itself. Those of a container are rows of their own.
[[nodiscard]] inline std::vector<::torch::Tensor> own_parameters(const ModuleTree& tree, std::size_t row) {
  const graft::Module& entry = tree.tables.modules[row];
  const ::torch::nn::Module& module = *tree.modules[row];
  if (is_a<Parameter>(entry.layer)) return {module.named_parameters(false)[std::string(entry.name.view())]};
  const bool has_rows = row + 1 < tree.modules.size() && tree.modules[row + 1] == &module;
  return has_rows ? std::vector<::torch::Tensor>() : module.parameters(false);
}

/// Lets parameters train, or not. A gradient that is left from before would still move a frozen parameter, through an optimizer
/// that holds it: weight decay and momentum ask for no new one.
inline void set_trains(std::vector<::torch::Tensor> parameters, bool trains) {
  for (::torch::Tensor& parameter : parameters) {
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
