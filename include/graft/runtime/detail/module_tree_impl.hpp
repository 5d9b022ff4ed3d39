#pragma once

#include <string>
#include <string_view>

#include <graft/graph/graph_view.hpp>
#include <graft/runtime/detail/leaf.hpp>
#include <graft/runtime/module_tree.hpp>

namespace graft {
namespace detail {

/// The table's word for a module of LibTorch; what has none is a block under its class name.
[[nodiscard]] inline Layer layer_of(::torch::nn::Module& module) {
  if (const auto* conv = module.as<::torch::nn::Conv2d>()) {
    const auto& o = conv->options;
    return Conv2d{.in = o.in_channels(), .out = o.out_channels(), .kernel = {(*o.kernel_size())[0], (*o.kernel_size())[1]}, .stride = {(*o.stride())[0], (*o.stride())[1]}, .groups = o.groups(), .bias = o.bias()};
  }
  if (const auto* norm = module.as<::torch::nn::BatchNorm2d>()) return BatchNorm2d{.channels = norm->options.num_features()};
  if (const auto* linear = module.as<::torch::nn::Linear>()) return Linear{.out = linear->options.out_features(), .in = linear->options.in_features(), .bias = linear->options.bias()};
  if (module.as<::torch::nn::ReLU>() != nullptr) return ReLU{};
  if (module.as<::torch::nn::MaxPool2d>() != nullptr) return MaxPool2d{};
  if (module.as<::torch::nn::AdaptiveAvgPool2d>() != nullptr) return AdaptiveAvgPool2d{};
  if (const auto* dropout = module.as<::torch::nn::Dropout>()) return Dropout{.p = dropout->options.p()};
  const bool ours = module.as<Container>() != nullptr && module.name() == "Sequential";  // of a network built from a graph
  if (ours || module.as<::torch::nn::Sequential>() != nullptr) return Sequential{};
  return Block{std::string_view(module.name())};
}

inline void add_to_tree(ModuleTree& tree, const std::string& name, ::torch::nn::Module& module, int parent) {
  const int row = static_cast<int>(tree.modules.size());
  tree.tables.modules.push_back({layer_of(module), std::string_view(name), parent});
  if (!tree.tables.modules.back().name.fits() && tree.tables.check.ok()) tree.tables.check = {Problem::name_not_allowed, row, 31, 0};
  tree.modules.push_back(&module);
  for (const auto& child : module.named_children()) add_to_tree(tree, child.key(), *child.value(), row);
}

}  // namespace detail

ModuleTree module_tree(::torch::nn::Module& root, const std::string& classifier) {
  ModuleTree tree;
  detail::add_to_tree(tree, std::string(), root, -1);
  if (!classifier.empty()) tree.tables.classifier = GraphView(tree.tables).find(classifier);
  return tree;
}

}  // namespace graft
