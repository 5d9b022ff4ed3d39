#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <graft/core/error.hpp>
#include <graft/core/suggest.hpp>
#include <graft/policy/freeze.hpp>
#include <graft/runtime/module_tree.hpp>
#include <graft/runtime/network.hpp>

namespace graft {
namespace detail {

template <class... Tags>
void require_layers([[maybe_unused]] GraphView net, Layers<Tags...>) {
  [[maybe_unused]] const auto require = [&](bool found, std::string_view path) {  // of an empty list
    if (found) return;
    std::vector<std::string> paths;
    for (int row = 1; row < net.module_count(); ++row) paths.emplace_back(net.path(row).view());
    const auto close = closest(path, paths);
    throw UsageError("the freeze policy names a layer \"" + std::string(path) + "\" that the network does not have" +
                     (close ? "; did you mean \"" + *close + "\"?" : ""));
  };
  (require(Tags::find(net) >= 0, Tags::path()), ...);
}

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

}  // namespace detail

/// Freezes a network as a policy says; what the policy leaves out trains.
///
/// Errors: UsageError when the policy names a layer that is not there; a constant graph was checked by the compiler.
template <FreezePolicy F>
void apply_freeze(Network& network) {
  const GraphView net = network.graph();
  const auto apply = [&](GraphView view, const std::vector<::torch::nn::Module*>& modules) {
    if constexpr (requires { typename F::layers; }) detail::require_layers(view, typename F::layers{});
    const auto frozen = std::make_unique<bool[]>(modules.size());  // zeroed; std::vector<bool> has no span
    F::mark(view, {frozen.get(), modules.size()});
    network.freeze(modules, {frozen.get(), modules.size()});
  };
  if (net.has_foreign()) {
    ModuleTree tree = module_tree(network, net.classifier() >= 0 ? std::string(net.path(net.classifier()).view()) : std::string());
    detail::add_calls(tree, network);
    apply(tree.tables, tree.modules);
  } else {
    std::vector<::torch::nn::Module*> modules{&network};
    for (int row = 1; row < net.module_count(); ++row) modules.push_back(network.module(row).get());
    apply(net, modules);
  }
}

}  // namespace graft
