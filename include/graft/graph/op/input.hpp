#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/op/operation_kind.hpp>

namespace graft::op {

/// The network's input.
/// Source: torch.fx, placeholder.
struct Input {
  static constexpr std::string_view kind = "input";
  static constexpr std::size_t least_inputs = 0, most_inputs = 0;
  static constexpr bool names_module = false;

  static constexpr void each_field(auto&, auto&&) {}

  [[nodiscard]] constexpr Inferred output(const auto& operands) const { return {operands.given()}; }

  [[nodiscard]] constexpr const Layer* layer(const Layer*) const { return nullptr; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }
  constexpr void label(auto&& text) const { text("input"); }

  friend constexpr bool operator==(const Input&, const Input&) = default;
};

}  // namespace graft::op
