#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/suggest.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/network/detail/freeze_module.hpp>
#include <graft/network/freeze.hpp>

namespace graft::detail {

/// Adds the calls of a network to a tree of its modules, so that policies that follow the data flow decide at run time as at
/// compile time. A call of a foreign module becomes a call of each module inside, in the order of registration.
inline void add_calls(ModuleTree& tree, const Network& network) {
  const GraphView net = network.graph();
  std::vector<CallId> now(net.calls().size(), CallId{0});  // the tree's call for each of the network's
  for (CallId old{0}; old < net.call_count(); ++old) {
    Call call = net.call(old);
    std::vector<CallId> inputs;
    for (const CallId source : net.inputs(old)) inputs.push_back(now[source.index()]);
    const auto push = [&](ModuleId module) {
      call.module = module;
      call.first_input = static_cast<int>(tree.tables.inputs.size());
      call.input_count = static_cast<int>(inputs.size());
      tree.tables.inputs.insert(tree.tables.inputs.end(), inputs.begin(), inputs.end());
      now[old.index()] = {static_cast<int>(tree.tables.calls.size())};
      tree.tables.calls.push_back(call);
      inputs = {now[old.index()]};
    };
    if (!call.module.exists()) {
      push({});
      continue;
    }
    const std::string path(net.path(call.module).view());
    const ModuleId first{static_cast<int>(std::find(tree.paths.begin(), tree.paths.end(), path) - tree.paths.begin())};
    const bool is_foreign = net.is<Foreign>(call.module);
    for (ModuleId row = first; row.index() < tree.modules.size() && GraphView(tree.tables).is_within(row, first); ++row) {
      push(row);
      if (!is_foreign) break;
    }
  }
}

ModuleTree tree_to_freeze(Network& network) {
  const GraphView net = network.graph();
  if (net.has_foreign()) {
    ModuleTree tree =
        module_tree(network, net.classifier().exists() ? std::string(net.path(net.classifier()).view()) : std::string());
    if (!tree.tables.check.ok())
      throw UsageError("a module's name has more than 31 characters, which freeze policies cannot tell apart: " +
                       std::string(GraphView(tree.tables).path(tree.tables.check.module).view()) + "...");
    add_calls(tree, network);
    for (ModuleId row{1}; row < net.module_count(); ++row) {
      const ModuleId same = GraphView(tree.tables).find(net.path(row).view());
      if (same.exists()) tree.tables.modules[same.index()].stage = net.stage(row);
    }
    return tree;
  }
  ModuleTree tree{tables_of(net), {&network}, {""}};
  for (ModuleId row{1}; row < net.module_count(); ++row) {
    const bool is_parameter = net.is<Parameter>(row);
    tree.modules.push_back(is_parameter ? tree.modules[net.module(row).parent.index()] : network.module(row).get());
    tree.paths.emplace_back(net.path(row).view());
  }
  return tree;
}

/// The end of a sentence about a path that does not exist: the closest one, if any is close. Layers of a backbone in a dense
/// network are compared by their paths in the backbone.
[[nodiscard]] inline std::string suggestion(GraphView net, std::string_view path, const std::vector<std::string>& paths) {
  const ModuleId trunk = net.trunk();
  const std::string before = trunk.exists() ? std::string(net.path(trunk).view()) + "." : std::string();
  std::vector<std::string> compared;
  for (const std::string& one : paths)
    compared.push_back(!before.empty() && one.starts_with(before) ? one.substr(before.size()) : one);
  const auto close = closest(path, compared);
  if (!close) return {};
  const auto found = static_cast<std::size_t>(std::find(compared.begin(), compared.end(), *close) - compared.begin());
  return "; did you mean \"" + paths[found] + "\"?";
}

void refuse_layer(GraphView net, std::string_view path) {
  std::vector<std::string> paths;
  for (ModuleId row{1}; row < net.module_count(); ++row) paths.emplace_back(net.path(row).view());
  throw UsageError("the freeze policy names a layer \"" + std::string(path) + "\" that the network does not have" +
                   suggestion(net, path, paths));
}

/// The tree below any module; rows inside one of graft's networks have the layers of its graph.
inline ModuleTree tree_of_any(::torch::nn::Module& root) {
  ModuleTree tree = module_tree(root);
  for (std::size_t at = 0; at < tree.modules.size(); ++at) {
    const auto* network = dynamic_cast<const Network*>(tree.modules[at]);
    if (network == nullptr || is_a<Parameter>(tree.tables.modules[at].layer)) continue;
    const GraphView net = network->graph();
    for (ModuleId row{1}; row < net.module_count(); ++row) {
      const std::string path = (tree.paths[at].empty() ? "" : tree.paths[at] + ".") + std::string(net.path(row).view());
      const auto found = std::find(tree.paths.begin(), tree.paths.end(), path);
      if (found != tree.paths.end() && !net.is<Foreign>(row))
        tree.tables.modules[static_cast<std::size_t>(found - tree.paths.begin())].layer = net.module(row).layer;
    }
  }
  return tree;
}

void set_frozen(::torch::nn::Module& net, const std::vector<Selector>& given, bool frozen) {
  const ModuleTree tree = tree_of_any(net);
  std::vector<Selector> selectors = given;
  for (Selector& selector : selectors)
    if (selector.path() && std::find(tree.paths.begin(), tree.paths.end(), *selector.path()) == tree.paths.end()) {
      const ModuleId layer = GraphView(tree.tables).find_layer(*selector.path());
      if (!layer.exists())
        throw UsageError(std::string(frozen ? "freeze" : "unfreeze") + ": the network has no module \"" + *selector.path() +
                         "\"" + suggestion(tree.tables, *selector.path(), tree.paths));
      selector = Selector(tree.paths[layer.index()]);  // of the backbone in a dense network
    }

  std::vector<std::size_t> selected;
  std::vector<bool> modes;
  for (std::size_t row = 0; row < tree.modules.size(); ++row) {
    ::torch::nn::Module& module = *tree.modules[row];
    const Layer& layer = tree.tables.modules[row].layer;
    const bool is_selected = selectors.empty() || std::any_of(selectors.begin(), selectors.end(), [&](const Selector& s) {
                               return s.picks(layer, tree.paths[row], module);
                             });
    const bool owns = !is_a<Parameter>(layer) && (!own_parameters(tree, row).empty() || !module.buffers(false).empty());
    if (is_selected) selected.push_back(row);
    modes.push_back(is_selected && owns ? !frozen && net.is_training() : module.is_training());
  }
  for (const std::size_t row : selected) set_requires_grad(own_parameters(tree, row), !frozen);
  set_modes(tree.modules, modes);
  for (::torch::nn::Module* module : tree.modules)
    if (auto* network = dynamic_cast<Network*>(module)) network->note_frozen(tree, selected, frozen);
}

}  // namespace graft::detail
