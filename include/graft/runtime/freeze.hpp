#pragma once

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
void require_layers(GraphView net, Layers<Tags...>) {
  const auto require = [&](bool found, std::string_view path) {
    if (found) return;
    std::vector<std::string> paths;
    for (int row = 1; row < net.module_count(); ++row) paths.emplace_back(net.path(row).view());
    const auto close = closest(path, paths);
    throw UsageError("the freeze policy names a layer \"" + std::string(path) + "\" that the network does not have" +
                     (close ? "; did you mean \"" + *close + "\"?" : ""));
  };
  (require(Tags::find(net) >= 0, Tags::path()), ...);
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
    const ModuleTree tree = module_tree(network, net.classifier() >= 0 ? std::string(net.path(net.classifier()).view()) : std::string());
    apply(tree.tables, tree.modules);
  } else {
    std::vector<::torch::nn::Module*> modules{&network};
    for (int row = 1; row < net.module_count(); ++row) modules.push_back(network.module(row).get());
    apply(net, modules);
  }
}

}  // namespace graft
