#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/op/operation_kind.hpp>
#include <graft/graph/shape/permuted.hpp>

namespace graft::op {

/// Permutes the axes of an example: `axes[i]` becomes axis i.
/// Source: torch.permute, without the batch axis.
struct Permute {
  static constexpr std::string_view kind = "permute";
  static constexpr std::size_t least_inputs = 1, most_inputs = 1;
  static constexpr bool names_module = false;

  Shape axes{};

  static constexpr void each_field(auto& operation, auto&& visit) { visit("axes", operation.axes); }

  [[nodiscard]] constexpr Inferred output(const auto& operands) const { return graft::detail::permuted(operands[0], axes); }

  [[nodiscard]] constexpr const Layer* layer(const Layer*) const { return nullptr; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }
  constexpr void label(auto&& text) const { text("permute"); }

  friend constexpr bool operator==(const Permute&, const Permute&) = default;
};

}  // namespace graft::op
