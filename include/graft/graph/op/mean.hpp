#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/op/operation_kind.hpp>

namespace graft::op {

/// The mean over the axes of an example from `from` on, which are removed: a global average pool for 1, Python's
/// x.mean([2, 3]).
/// Shapes: (C, H, W), from axis 1 on -> (C).
/// Source: torch.mean.
struct Mean {
  static constexpr std::string_view kind = "mean";
  static constexpr std::size_t least_inputs = 1, most_inputs = 1;
  static constexpr bool names_module = false;

  std::int64_t from = 1;

  static constexpr void each_field(auto& operation, auto&& visit) { visit("from", operation.from); }

  [[nodiscard]] constexpr Inferred output(const auto& operands) const {
    const Shape& input = operands[0];
    if (from < 1 || static_cast<std::size_t>(from) >= input.rank())
      return Inferred::failed(Problem::wrong_rank, from + 1, static_cast<std::int64_t>(input.rank()));
    Shape result;
    for (std::size_t axis = 0; axis < static_cast<std::size_t>(from); ++axis) result = result.with_back(input[axis]);
    return {result};
  }

  [[nodiscard]] constexpr const Layer* layer(const Layer*) const { return nullptr; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }
  constexpr void label(auto&& text) const { text("mean"); }

  friend constexpr bool operator==(const Mean&, const Mean&) = default;
};

}  // namespace graft::op
