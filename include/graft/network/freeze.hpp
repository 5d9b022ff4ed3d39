#pragma once

#include <concepts>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/network/module_tree.hpp>
#include <graft/network/network.hpp>
#include <graft/network/selector.hpp>
#include <graft/policy/freeze_policy.hpp>

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

/// Freezes, or lets train, what the selectors pick; without any, everything.
void set_frozen(::torch::nn::Module& net, const std::vector<Selector>& selectors, bool frozen);

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
  network.freeze(tree, {frozen.get(), tree.modules.size()});
}

/// Freezes what any of the selectors picks, everything if there are none; the rest stays as it is.
///
/// Each selector adds to what is frozen, as in a list of names: "layer1" and `kind<Conv2d>` are layer1 and, wherever they are,
/// the convolutions. For what two have in common, start inside: `freeze(*net.module("layer1"), kind<Conv2d>)`. Frozen means: no
/// gradient, and evaluation mode, which running statistics of BatchNorm need in order to stay. In a `Network` that mode
/// survives every `train()`; of another module's, LibTorch's `train()` takes it away, so call `freeze` again after it.
/// `FineTuner` completes its optimizer before it trains again; to `fit` give one that holds all that trains.
/// Errors:  UsageError for a path that is not there, which names the closest; then nothing has changed.
/// Source:  timm/utils/model.py, freeze(root, submodules).
/// Example: freeze(net); freeze(net, "layer1", kind<Conv2d>);
///          freeze(net, [](const std::string& path, const torch::nn::Module& module) { return path.ends_with("bn1"); });
template <class... Selectors>
requires(std::constructible_from<Selector, Selectors>&&...) void freeze(::torch::nn::Module& net, Selectors&&... selectors) {
  detail::set_frozen(net, {Selector(std::forward<Selectors>(selectors))...}, true);
}

/// Lets what any of the selectors picks train, everything if there are none; the rest stays as it is. See `freeze`.
///
/// Example: freeze(net); unfreeze(net, "fc");   // the head alone trains
template <class... Selectors>
requires(std::constructible_from<Selector, Selectors>&&...) void unfreeze(::torch::nn::Module& net, Selectors&&... selectors) {
  detail::set_frozen(net, {Selector(std::forward<Selectors>(selectors))...}, false);
}

}  // namespace graft
