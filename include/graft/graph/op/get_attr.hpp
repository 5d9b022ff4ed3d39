#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/op/operation_kind.hpp>

namespace graft::op {

/// The value of a container's Parameter, the same for all examples.
/// Source: torch.fx, get_attr.
struct GetAttr {
  static constexpr std::string_view kind = "get_attr";
  static constexpr std::size_t least_inputs = 0, most_inputs = 0;
  static constexpr bool names_module = true;

  static constexpr void each_field(auto&, auto&&) {}

  [[nodiscard]] constexpr Inferred output(const auto& operands) const { return operands.through_module(); }

  [[nodiscard]] constexpr const Layer* layer(const Layer*) const { return nullptr; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }
  constexpr void label(auto&& text) const { text("parameter"); }

  friend constexpr bool operator==(const GetAttr&, const GetAttr&) = default;
};

}  // namespace graft::op
