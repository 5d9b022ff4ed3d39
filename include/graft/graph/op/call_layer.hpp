#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/op/operation_kind.hpp>

namespace graft::op {

/// A call of a layer without state, which is no module: `F.relu(x)`.
/// Source: torch.fx, call_function.
struct CallLayer {
  static constexpr std::string_view kind = "call_layer";
  static constexpr std::size_t least_inputs = 1, most_inputs = 1;
  static constexpr bool names_module = false;

  Layer function = ReLU{};

  static constexpr void each_field(auto& operation, auto&& visit) { visit("layer", operation.function); }

  [[nodiscard]] constexpr Inferred output(const auto& operands) const {
    return graft::detail::visit_layer([&](const auto& any) { return any.output(operands[0]); }, function);
  }

  [[nodiscard]] constexpr const Layer* layer(const Layer*) const { return &function; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }
  constexpr void label(auto&& text) const { text(graft::kind(function)); }

  friend constexpr bool operator==(const CallLayer&, const CallLayer&) = default;
};

}  // namespace graft::op
