#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/op/operation_kind.hpp>

namespace graft::op {

/// Permutes the axes of an example: `axes[i]` becomes axis i.
/// Source: torch.permute, without the batch axis.
struct Permute {
  static constexpr std::string_view kind = "permute";
  static constexpr std::size_t least_inputs = 1, most_inputs = 1;
  static constexpr bool names_module = false;

  Shape axes{};

  static constexpr void each_field(auto& operation, auto&& visit) { visit("axes", operation.axes); }

  [[nodiscard]] constexpr Inferred output(const auto& operands) const {
    const Shape& input = operands[0];
    if (axes.rank() != input.rank())
      return Inferred::failed(Problem::wrong_rank, static_cast<std::int64_t>(axes.rank()),
                              static_cast<std::int64_t>(input.rank()));
    Shape result = input;
    std::uint64_t seen = 0;
    for (std::size_t axis = 0; axis < axes.rank(); ++axis) {
      const std::int64_t from = axes[axis];
      if (from < 0 || static_cast<std::size_t>(from) >= input.rank() || (seen >> from & 1U) != 0)
        return Inferred::failed(Problem::axes_not_a_permutation, static_cast<std::int64_t>(input.rank()) - 1, from);
      seen |= std::uint64_t{1} << from;
      result = result.with(axis, input[static_cast<std::size_t>(from)]);
    }
    return {result};
  }

  [[nodiscard]] constexpr const Layer* layer(const Layer*) const { return nullptr; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }
  constexpr void label(auto&& text) const { text("permute"); }

  friend constexpr bool operator==(const Permute&, const Permute&) = default;
};

}  // namespace graft::op
