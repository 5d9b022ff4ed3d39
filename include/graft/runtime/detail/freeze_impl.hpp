#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <graft/core/error.hpp>
#include <graft/core/suggest.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/runtime/freeze.hpp>

namespace graft::detail {

/// Gives a tree of all modules the data flow of the network, so that policies that follow it say the same at run time as
/// at compile time. A call of a module that the graph cannot see into becomes one of each module inside, as registered.
inline void add_calls(ModuleTree& tree, const Network& network) {
  const GraphView net = network.graph();
  std::vector<int> row_of(net.calls().size(), 0);
  for (int old = 0; old < net.call_count(); ++old) {
    Call call = net.call(old);
    std::vector<int> inputs;
    for (const int source : net.inputs(old)) inputs.push_back(row_of[static_cast<std::size_t>(source)]);
    const auto push = [&](int module) {
      call.module = module;
      call.first_input = static_cast<int>(tree.tables.inputs.size());
      call.input_count = static_cast<int>(inputs.size());
      tree.tables.inputs.insert(tree.tables.inputs.end(), inputs.begin(), inputs.end());
      tree.tables.calls.push_back(call);
      row_of[static_cast<std::size_t>(old)] = static_cast<int>(tree.tables.calls.size()) - 1;
      inputs = {row_of[static_cast<std::size_t>(old)]};
    };
    if (call.op != Op::call_module) {
      push(-1);
      continue;
    }
    const auto called = std::find(tree.modules.begin(), tree.modules.end(), network.module(call.module).get());
    const int first = static_cast<int>(called - tree.modules.begin());
    for (int row = first; row < static_cast<int>(tree.modules.size()) && GraphView(tree.tables).is_within(row, first); ++row) push(row);
  }
}

ModuleTree tree_to_freeze(Network& network) {
  const GraphView net = network.graph();
  if (net.has_foreign()) {
    ModuleTree tree = module_tree(network, net.classifier() >= 0 ? std::string(net.path(net.classifier()).view()) : std::string());
    if (!tree.tables.check.ok())
      throw UsageError("a module's name has more than 31 characters, which freeze policies cannot tell apart: " + std::string(GraphView(tree.tables).path(tree.tables.check.module).view()) + "...");
    add_calls(tree, network);
    return tree;
  }
  ModuleTree tree{tables_of(net), {&network}};
  for (int row = 1; row < net.module_count(); ++row) tree.modules.push_back(network.module(row).get());
  return tree;
}

void refuse_layer(GraphView net, std::string_view path) {
  std::vector<std::string> paths;
  for (int row = 1; row < net.module_count(); ++row) paths.emplace_back(net.path(row).view());
  const auto close = closest(path, paths);
  throw UsageError("the freeze policy names a layer \"" + std::string(path) + "\" that the network does not have" +
                   (close ? "; did you mean \"" + *close + "\"?" : ""));
}

}  // namespace graft::detail
