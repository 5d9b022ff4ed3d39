#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include <graft/graph/frozen_prefix.hpp>
#include <graft/network/detail/freeze_module.hpp>
#include <graft/network/network.hpp>

namespace graft {

void Network::note_frozen(const ModuleTree& tree, std::size_t row, bool frozen) {
  if (is_a<Parameter>(tree.tables.modules[row].layer)) return;  // whose requires_grad says it
  if (frozen)
    frozen_modules_.insert(tree.modules[row]);
  else
    frozen_modules_.erase(tree.modules[row]);
}

void Network::freeze(const ModuleTree& tree, std::span<const bool> frozen) {
  for (std::size_t row = 0; row < tree.modules.size(); ++row) {
    detail::set_requires_grad(detail::own_parameters(tree, row), !frozen[row]);
    note_frozen(tree, row, frozen[row]);
  }
  train(is_training());
}

void Network::note_frozen(const ModuleTree& tree, const std::vector<std::size_t>& rows, bool frozen) {
  for (const std::size_t row : rows) note_frozen(tree, row, frozen);
  train(is_training());
}

std::vector<::torch::Tensor> Network::own_parameters(ModuleId row) const {
  const detail::Leaf& leaf = leaves_.modules[row.index()];
  if (leaf.parameter.defined()) return {leaf.parameter};
  if (leaf.module == nullptr || is_container(graph().module(row).layer)) return {};
  return leaf.module->parameters(graph().is<Foreign>(row));
}

std::vector<::torch::Tensor> Network::own_buffers(ModuleId row) const {
  const detail::Leaf& leaf = leaves_.modules[row.index()];
  return leaf.module == nullptr ? std::vector<::torch::Tensor>() : leaf.module->buffers(graph().is<Foreign>(row));
}

bool Network::is_frozen(const ::torch::nn::Module& module) const {
  const auto parameters = module.parameters(false);
  // A module with buffers alone, such as running statistics, is frozen by evaluation mode. One with neither never is.
  if (parameters.empty()) return frozen_modules_.contains(&module) && !module.buffers(false).empty();
  return std::none_of(parameters.begin(), parameters.end(),
                      [](const ::torch::Tensor& parameter) { return parameter.requires_grad(); });
}

bool Network::is_frozen(ModuleId row) const {
  const detail::Leaf& leaf = leaves_.modules[row.index()];
  return leaf.parameter.defined() ? !leaf.parameter.requires_grad() : is_frozen(*leaf.module);
}

/// Whether each module is frozen.
std::unique_ptr<bool[]> Network::frozen_rows() const {
  const std::size_t rows = leaves_.modules.size();
  auto frozen = std::make_unique<bool[]>(rows);  // zeroed; std::vector<bool> has no span
  for (ModuleId id{1}; id.index() < rows; ++id) frozen[id.index()] = is_frozen(id);
  return frozen;
}

int Network::frozen_prefix() const { return graft::frozen_prefix(graph(), {frozen_rows().get(), leaves_.modules.size()}); }

std::vector<::torch::Tensor> Network::trainable_parameters() const {
  std::vector<::torch::Tensor> trains;
  for (const ::torch::Tensor& parameter : parameters())
    if (parameter.requires_grad()) trains.push_back(parameter);
  return trains;
}

void Network::train(bool on) {
  ::torch::nn::Module::train(on);
  for (const detail::Leaf& function : leaves_.functions)  // which are registered nowhere: F.dropout(x, training=self.training)
    if (function.module != nullptr) function.module->train(on);
  if (!on) return;
  std::vector<::torch::nn::Module*> descendants;
  std::vector<bool> modes;
  for (const auto& module : modules(false)) {
    descendants.push_back(module.get());
    modes.push_back(module->is_training() && !is_frozen(*module));
  }
  detail::set_modes(descendants, modes);
  // What would only add noise to frozen features.
  const auto frozen = frozen_rows();
  const GraphView net = graph();
  for (CallId call{1}; call < net.call_count(); ++call) {
    if (!net.is_random(call) || net.applies<Foreign>(call) || draws(net, {frozen.get(), leaves_.modules.size()}, call))
      continue;
    const detail::Leaf& leaf =
        net.calls_module(call) ? leaves_.modules[net.call(call).module.index()] : leaves_.functions[call.index()];
    leaf.module->eval();
  }
}

}  // namespace graft
