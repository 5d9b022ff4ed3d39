#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include <graft/core/one_of.hpp>
#include <graft/graph/layer/adaptive_avg_pool2d.hpp>
#include <graft/graph/layer/attention.hpp>
#include <graft/graph/layer/avg_pool2d.hpp>
#include <graft/graph/layer/batch_norm2d.hpp>
#include <graft/graph/layer/block.hpp>
#include <graft/graph/layer/conv2d.hpp>
#include <graft/graph/layer/dropout.hpp>
#include <graft/graph/layer/flatten.hpp>
#include <graft/graph/layer/foreign.hpp>
#include <graft/graph/layer/gelu.hpp>
#include <graft/graph/layer/group_norm.hpp>
#include <graft/graph/layer/hardsigmoid.hpp>
#include <graft/graph/layer/hardswish.hpp>
#include <graft/graph/layer/identity.hpp>
#include <graft/graph/layer/layer_kind.hpp>
#include <graft/graph/layer/layer_norm.hpp>
#include <graft/graph/layer/layer_norm2d.hpp>
#include <graft/graph/layer/linear.hpp>
#include <graft/graph/layer/max_pool2d.hpp>
#include <graft/graph/layer/multihead_attention.hpp>
#include <graft/graph/layer/parameter.hpp>
#include <graft/graph/layer/permute.hpp>
#include <graft/graph/layer/relative_positional_multi_head_attention.hpp>
#include <graft/graph/layer/relu.hpp>
#include <graft/graph/layer/relu6.hpp>
#include <graft/graph/layer/sequential.hpp>
#include <graft/graph/layer/shifted_window_attention.hpp>
#include <graft/graph/layer/shifted_window_attention_v2.hpp>
#include <graft/graph/layer/sigmoid.hpp>
#include <graft/graph/layer/silu.hpp>
#include <graft/graph/layer/stochastic_depth.hpp>
#include <graft/graph/layer/tanh.hpp>
#include <graft/graph/layer/window_departition.hpp>
#include <graft/graph/layer/window_partition.hpp>

namespace graft {

/// Any layer of a network's table. A new kind is a struct of its own, one more entry here, and its module in
/// engine/eager/make_leaf.hpp. The most common come first, since visits try the kinds in this order.
using Layer =
    OneOf<Sequential, Conv2d, BatchNorm2d, ReLU, Block, SiLU, ReLU6, LayerNorm, Linear, Dropout, StochasticDepth, GELU,
          MaxPool2d, AdaptiveAvgPool2d, Sigmoid, Hardswish, Hardsigmoid, Permute, Parameter, MultiheadAttention, Attention,
          LayerNorm2d, ShiftedWindowAttention, ShiftedWindowAttentionV2, RelativePositionalMultiHeadAttention, WindowPartition,
          WindowDepartition, AvgPool2d, Identity, Tanh, Flatten, GroupNorm, Foreign>;

namespace detail {

template <class Any>
inline constexpr bool all_are_layer_kinds = false;
template <class... Kinds>
inline constexpr bool all_are_layer_kinds<OneOf<Kinds...>> = (LayerKind<Kinds> && ...);
static_assert(all_are_layer_kinds<Layer>, "a kind of layer does not say all that graft/graph/layer/layer_kind.hpp asks for");

constexpr auto visit_layer(const auto& visitor, auto& layer) { return layer.visit(visitor); }

template <class Kind>
inline constexpr std::size_t index_of_kind = place_in<Kind, Layer>;

// Which kinds are alternatives of another variant, a selection of them.
template <class Variant>
inline constexpr std::array<bool, Layer::count> are_alternatives_of{};
template <class... Kinds>
inline constexpr std::array<bool, Layer::count> are_alternatives_of<std::variant<Kinds...>> = [] {
  std::array<bool, Layer::count> found{};
  ((found[index_of_kind<Kinds>] = true), ...);
  return found;
}();

}  // namespace detail

template <class Kind>
[[nodiscard]] constexpr bool is_a(const Layer& layer) {
  return layer.index_ == detail::index_of_kind<Kind>;
}

/// Whether a layer owns other modules instead of computing something itself.
[[nodiscard]] constexpr bool is_container(const Layer& layer) { return is_a<Sequential>(layer) || is_a<Block>(layer); }

/// The number of elements of a layer's own parameters, without those of layers inside it.
[[nodiscard]] constexpr std::int64_t parameters(const Layer& layer) {
  std::int64_t sum = 0;
  const auto add = [&](const StateEntry& entry) {
    if (entry.role == StateEntry::Role::parameter) sum += entry.shape.elements();
  };
  layer.visit([&](const auto& any) { any.each_state(add); });
  return sum;
}

/// Whether a layer itself owns parameters or buffers.
[[nodiscard]] constexpr bool has_state(const Layer& layer) {
  bool owns = false;
  const auto found = [&](const StateEntry&) { owns = true; };
  detail::visit_layer([&](const auto& any) { any.each_state(found); }, layer);
  return owns;
}

/// Whether a layer registers child layers and applies them itself.
[[nodiscard]] constexpr bool has_children(const Layer& layer) {
  bool owns = false;
  const auto found = [&](std::string_view, const auto&) { owns = true; };
  detail::visit_layer([&](const auto& any) { any.each_child(found); }, layer);
  return owns;
}

/// The number of multiply-adds of a layer for one example, from the shape of its output; 0 for those that do not multiply.
[[nodiscard]] constexpr std::int64_t multiply_adds(const Layer& layer, const Shape& output) {
  return detail::visit_layer([&](const auto& any) { return any.multiply_adds(output); }, layer);
}

/// Infers the shape of a layer's output, or the problem, and sets what it takes from its first input (`in` of a convolution).
[[nodiscard]] constexpr Inferred infer(Layer& layer, const Shape& input) {
  return layer.visit([&](auto& any) {
    any.take_input(input);
    return any.output(input);
  });
}

/// Whether a layer is random while training.
[[nodiscard]] constexpr bool is_random(const Layer& layer) {
  return detail::visit_layer([](const auto& any) { return any.is_random(); }, layer);
}

/// Whether in evaluation mode a layer's output is an alias of its input: the same elements in the same order.
[[nodiscard]] constexpr bool only_renames(const Layer& layer) {
  return detail::visit_layer([](const auto& any) { return any.only_renames(); }, layer);
}

/// The class name in torch.nn, such as `Conv2d`.
[[nodiscard]] constexpr std::string_view kind(const Layer& layer) {
  return detail::visit_layer([](const auto& any) { return any.kind; }, layer);
}

}  // namespace graft
