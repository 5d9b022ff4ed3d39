#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/op/broadcast.hpp>
#include <graft/graph/op/operation_kind.hpp>

namespace graft::op {

/// The elementwise sum of two values, with broadcasting.
/// Source: torch.add.
struct Add {
  static constexpr std::string_view kind = "add";
  static constexpr std::size_t least_inputs = 2, most_inputs = 2;
  static constexpr bool names_module = false;

  static constexpr void each_field(auto&, auto&&) {}

  [[nodiscard]] constexpr Inferred output(const auto& operands) const {
    return graft::detail::broadcast(operands[0], operands[1]);
  }

  [[nodiscard]] constexpr const Layer* layer(const Layer*) const { return nullptr; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }
  constexpr void label(auto&& text) const { text("+"); }

  friend constexpr bool operator==(const Add&, const Add&) = default;
};

}  // namespace graft::op
