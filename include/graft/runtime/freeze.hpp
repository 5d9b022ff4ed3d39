#pragma once

#include <memory>
#include <string_view>

#include <graft/core/error.hpp>
#include <graft/policy/freeze.hpp>
#include <graft/runtime/module_tree.hpp>
#include <graft/runtime/network.hpp>

namespace graft {
namespace detail {

/// All modules of a network with its data flow; of a network with modules that the graph cannot see into, those inside, too.
[[nodiscard]] ModuleTree tree_to_freeze(Network& network);

[[noreturn]] void refuse_layer(GraphView net, std::string_view path);

template <class... Tags>
void require_layers(GraphView net, Layers<Tags...>) {
  (void)net;  // of an empty list
  ((Tags::find(net) >= 0 ? void() : refuse_layer(net, Tags::path())), ...);
}

}  // namespace detail

/// Freezes a network as a policy says; what the policy leaves out trains.
///
/// Errors: UsageError when the policy names a layer that is not there; a constant graph was checked by the compiler.
template <FreezePolicy F>
void apply_freeze(Network& network) {
  const ModuleTree tree = detail::tree_to_freeze(network);
  if constexpr (requires { typename F::layers; }) detail::require_layers(tree.tables, typename F::layers{});
  const auto frozen = std::make_unique<bool[]>(tree.modules.size());  // zeroed; std::vector<bool> has no span
  F::mark(tree.tables, {frozen.get(), tree.modules.size()});
  network.freeze(tree.modules, {frozen.get(), tree.modules.size()});
}

}  // namespace graft
