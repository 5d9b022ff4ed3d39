#pragma once

#include <string>
#include <string_view>

#include <graft/graph/graph_view.hpp>
#include <graft/network/detail/layer_of.hpp>
#include <graft/network/module_tree.hpp>

namespace graft {
namespace detail {

inline void add_to_tree(ModuleTree& tree, const std::string& name, ::torch::nn::Module& module, int parent) {
  const int row = static_cast<int>(tree.modules.size());
  tree.tables.modules.push_back({layer_of(module), std::string_view(name), parent});
  if (!tree.tables.modules.back().name.fits() && tree.tables.check.ok())
    tree.tables.check = {Problem::name_not_allowed, row, 31, 0};
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
