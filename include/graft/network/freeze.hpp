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

/// The tree of all modules of a network, foreign ones and what is inside them included, with its calls.
[[nodiscard]] ModuleTree tree_to_freeze(Network& network);

/// Throws the UsageError for a layer that a policy names and the network lacks.
[[noreturn]] void refuse_layer(GraphView net, std::string_view path);

template <class... Tags>
void require_layers(GraphView net, Layers<Tags...>) {
  (void)net;  // of an empty list
  ((Tags::find(net).exists() ? void() : refuse_layer(net, Tags::path())), ...);
}

/// Freezes or unfreezes the modules that any of the selectors picks; without selectors, all.
void set_frozen(::torch::nn::Module& net, const std::vector<Selector>& selectors, bool frozen);

}  // namespace detail

/// Applies a freeze policy to a network; whatever it does not freeze trains.
///
/// Errors: UsageError when the policy names a layer that does not exist; for constant graphs the compiler has checked that.
template <FreezePolicy F>
void apply_freeze(Network& network) {
  const ModuleTree tree = detail::tree_to_freeze(network);
  if constexpr (requires { typename F::layers; }) detail::require_layers(tree.tables, typename F::layers{});
  const auto frozen = std::make_unique<bool[]>(tree.modules.size());  // zeroed; std::vector<bool> has no span
  F::mark(tree.tables, {frozen.get(), tree.modules.size()});
  network.freeze(tree, {frozen.get(), tree.modules.size()});
}

/// Freezes the modules that any of the selectors picks, all if there are none; the rest stays as it is.
///
/// Selectors are a union: "layer1" and `kind<Conv2d>` together are layer1 and all convolutions of the network. For an
/// intersection, start inside: `freeze(*net.module("layer1"), kind<Conv2d>)`.
///
/// A frozen module has no gradients and is in evaluation mode, so that BatchNorm keeps its running statistics. A `Network`
/// keeps that mode through every `train()`; other modules lose it, so call `freeze` again after `train()`. Dropouts and
/// stochastic depths that nothing trainable comes before are off, too; where a part was frozen by itself, as in
/// `freeze(*net.module("layer1"))`, which the `Network` is not told, from its next `train()` on.
///
/// A `FineTuner` adds newly unfrozen parameters to its optimizer before it trains; give `fit` an optimizer that has all
/// parameters that train.
/// Errors:  UsageError for a path that does not exist, with the closest one; then nothing has changed.
/// Source:  timm/utils/model.py, freeze(root, submodules).
/// Example: freeze(net); freeze(net, "layer1", kind<Conv2d>);
///          freeze(net, [](const std::string& path, const torch::nn::Module& module) { return path.ends_with("bn1"); });
template <class... Selectors>
requires(std::constructible_from<Selector, Selectors>&&...) void freeze(::torch::nn::Module& net, Selectors&&... selectors) {
  detail::set_frozen(net, {Selector(std::forward<Selectors>(selectors))...}, true);
}

/// Unfreezes the modules that any of the selectors picks, all if there are none; the rest stays as it is. See `freeze`.
///
/// Example: freeze(net); unfreeze(net, "fc");   // the head alone trains
template <class... Selectors>
requires(std::constructible_from<Selector, Selectors>&&...) void unfreeze(::torch::nn::Module& net, Selectors&&... selectors) {
  detail::set_frozen(net, {Selector(std::forward<Selectors>(selectors))...}, false);
}

}  // namespace graft
