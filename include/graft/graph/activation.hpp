#pragma once

#include <array>
#include <cstddef>
#include <variant>

#include <graft/graph/layer/layer.hpp>

namespace graft {

/// The elementwise layers without state, which a step applies last to its result. A new kind is one more entry here; whoever
/// visits them is then told by the compiler.
using Activation = std::variant<ReLU, ReLU6, SiLU, Hardswish, Hardsigmoid, Sigmoid, Tanh, GELU>;

namespace detail {

template <class Variant>
inline constexpr std::array<bool, Layer::count> are_alternatives_of{};
template <class... Kinds>
inline constexpr std::array<bool, Layer::count> are_alternatives_of<std::variant<Kinds...>> = [] {
  std::array<bool, Layer::count> found{};
  ((found[index_of_kind<Kinds>] = true), ...);
  return found;
}();

}  // namespace detail

/// Whether a layer is one of them.
[[nodiscard]] constexpr bool is_activation(const Layer& layer) {
  return detail::are_alternatives_of<Activation>[layer.index()];
}

/// Such a layer as one of them.
[[nodiscard]] constexpr Activation activation_of(const Layer& layer) {
  return detail::visit_layer(
      []<class Kind>(const Kind& any) -> Activation {
        if constexpr (detail::are_alternatives_of<Activation>[detail::index_of_kind<Kind>])
          return any;
        else
          return ReLU{};
      },
      layer);
}

}  // namespace graft
