#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/op/operation_kind.hpp>

namespace graft::op {

/// A call of a module with one input.
/// Source: torch.fx, call_module.
struct CallModule {
  static constexpr std::string_view kind = "call_module";
  static constexpr std::size_t least_inputs = 1, most_inputs = 1;
  static constexpr bool names_module = true;

  static constexpr void each_field(auto&, auto&&) {}

  [[nodiscard]] constexpr Inferred output(const auto& operands) const { return operands.through_module(); }

  [[nodiscard]] constexpr const Layer* layer(const Layer* module) const { return module; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }
  constexpr void label(auto&& text) const { text("module"); }

  friend constexpr bool operator==(const CallModule&, const CallModule&) = default;
};

}  // namespace graft::op
