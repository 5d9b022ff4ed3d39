#pragma once

#include <string>
#include <string_view>

#include <graft/graph/graph_view.hpp>
#include <graft/network/detail/layer_of.hpp>
#include <graft/network/module_tree.hpp>
#include <graft/network/network.hpp>

namespace graft {
namespace detail {

/// The layer that describes a parameter of a container.
[[nodiscard]] inline Parameter parameter_of(const ::torch::Tensor& tensor) {
  Parameter parameter{.batch_axis = tensor.dim() > 1 && tensor.size(0) == 1};
  for (std::int64_t axis = parameter.batch_axis ? 1 : 0; axis < tensor.dim(); ++axis)
    parameter.shape = parameter.shape.with_back(tensor.size(axis));
  return parameter;
}

/// Adds a module, its parameters if it is a container, and all modules inside it to a tree.
inline void add_to_tree(ModuleTree& tree, const std::string& name, const std::string& path, ::torch::nn::Module& module,
                        const Layer& layer, ModuleId parent) {
  const ModuleId row{static_cast<int>(tree.modules.size())};
  const auto add_row = [&](const Layer& of, const std::string& called, const std::string& at, ModuleId inside) {
    tree.tables.modules.push_back({of, std::string_view(called), inside});
    if (!tree.tables.modules.back().name.fits() && tree.tables.check.ok())
      tree.tables.check = {Problem::name_not_allowed, {static_cast<int>(tree.modules.size())}, 31, 0};
    tree.modules.push_back(&module);
    tree.paths.push_back(at);
  };
  const auto below = [&](const std::string& inner) { return path.empty() ? inner : path + "." + inner; };
  add_row(layer, name, path, parent);
  if (is_container(layer) && (module.as<LayerModule>() != nullptr || dynamic_cast<Network*>(&module) != nullptr))
    for (const auto& own : module.named_parameters(false)) add_row(parameter_of(own.value()), own.key(), below(own.key()), row);
  for (const auto& child : module.named_children()) {
    Layer inner = layer_of(*child.value());
    const auto as_declared = [&](std::string_view declared, const auto& its) {
      if (declared == child.key()) inner = its;  // the declared layer has settings that the module lacks, such as in_attention
    };
    visit_layer([&](const auto& any) { any.each_child(as_declared); }, layer);
    add_to_tree(tree, child.key(), below(child.key()), *child.value(), inner, row);
  }
}

}  // namespace detail

ModuleTree module_tree(::torch::nn::Module& root, const std::string& classifier) {
  ModuleTree tree;
  detail::add_to_tree(tree, std::string(), std::string(), root, detail::layer_of(root), {});
  if (!classifier.empty()) tree.tables.classifier = GraphView(tree.tables).find(classifier);
  return tree;
}

}  // namespace graft
