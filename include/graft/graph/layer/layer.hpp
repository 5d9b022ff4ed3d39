#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include <graft/graph/layer/adaptive_avg_pool2d.hpp>
#include <graft/graph/layer/batch_norm2d.hpp>
#include <graft/graph/layer/container.hpp>
#include <graft/graph/layer/conv2d.hpp>
#include <graft/graph/layer/dropout.hpp>
#include <graft/graph/layer/flatten.hpp>
#include <graft/graph/layer/foreign.hpp>
#include <graft/graph/layer/linear.hpp>
#include <graft/graph/layer/max_pool2d.hpp>
#include <graft/graph/layer/relu.hpp>

namespace graft {

/// Any layer that a network's table can hold. A new kind is a struct of its own and one more entry here.
using Layer =
    std::variant<Sequential, Conv2d, BatchNorm2d, ReLU, Block, MaxPool2d, AdaptiveAvgPool2d, Linear, Dropout, Flatten, Foreign>;

namespace detail {

// What std::visit and std::holds_alternative do, in half as many steps: compilers do it for every row of a network.
template <std::size_t Index>
constexpr auto visit_layer_from(std::size_t index, const auto& visitor, auto& layer) {
  if constexpr (Index + 1 < std::variant_size_v<Layer>)
    if (index != Index) return visit_layer_from<Index + 1>(index, visitor, layer);
  return visitor(*std::get_if<Index>(&layer));
}
constexpr auto visit_layer(const auto& visitor, auto& layer) { return visit_layer_from<0>(layer.index(), visitor, layer); }

template <class Kind>
inline constexpr std::size_t index_of_kind = Layer(std::in_place_type<Kind>).index();

}  // namespace detail

template <class Kind>
[[nodiscard]] constexpr bool is_a(const Layer& layer) {
  return layer.index() == detail::index_of_kind<Kind>;
}

/// Whether a layer owns other modules instead of computing something itself.
[[nodiscard]] constexpr bool is_container(const Layer& layer) { return is_a<Sequential>(layer) || is_a<Block>(layer); }

/// Trainable numbers of one layer, not of what it contains.
[[nodiscard]] constexpr std::int64_t parameters(const Layer& layer) {
  return detail::visit_layer(
      [](const auto& any) -> std::int64_t {
        if constexpr (requires { any.parameters(); })
          return any.parameters();
        else
          return 0;
      },
      layer);
}

/// Multiply-adds of one layer for one example, given its output's shape; 0 for layers that only add, compare or copy.
[[nodiscard]] constexpr std::int64_t multiply_adds(const Layer& layer, const Shape& output) {
  return detail::visit_layer(
      [&](const auto& any) -> std::int64_t {
        if constexpr (requires { any.multiply_adds(output); })
          return any.multiply_adds(output);
        else
          return 0;
      },
      layer);
}

/// Fixes what a layer takes from its first input (`in` of a convolution) and gives its output's shape, or the problem.
[[nodiscard]] constexpr Inferred infer(Layer& layer, const Shape& input) {
  return detail::visit_layer(
      [&](auto& any) -> Inferred {
        if constexpr (requires { any.take_input(input); }) any.take_input(input);
        if constexpr (requires { any.output(input); })
          return any.output(input);
        else
          return {input};
      },
      layer);
}

/// The class name in torch.nn, such as `Conv2d`.
[[nodiscard]] constexpr std::string_view kind(const Layer& layer) {
  return detail::visit_layer([](const auto& any) { return any.kind; }, layer);
}

}  // namespace graft
