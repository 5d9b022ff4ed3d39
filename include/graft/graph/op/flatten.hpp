#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/op/operation_kind.hpp>

namespace graft::op {

/// Flattens the axes of an example from `from` on.
/// Shapes: (C, H, W) -> (C * H * W), from axis 1 on -> (C, H * W).
/// Source: torch.flatten.
struct Flatten {
  static constexpr std::string_view kind = "flatten";
  static constexpr std::size_t least_inputs = 1, most_inputs = 1;
  static constexpr bool names_module = false;

  std::int64_t from = 0;

  static constexpr void each_field(auto& operation, auto&& visit) { visit("from", operation.from); }

  [[nodiscard]] constexpr Inferred output(const auto& operands) const {
    const Shape& input = operands[0];
    const auto first = static_cast<std::size_t>(from);
    if (from < 0 || first >= input.rank())
      return Inferred::failed(Problem::wrong_rank, from + 1, static_cast<std::int64_t>(input.rank()));
    if (first == 0) return {Shape{input.elements()}};
    Shape result;
    std::int64_t product = 1;
    for (std::size_t axis = 0; axis < input.rank(); ++axis) {
      if (axis < first)
        result = result.with_back(input[axis]);
      else
        product *= input[axis];
    }
    return {result.with_back(product)};
  }

  [[nodiscard]] constexpr const Layer* layer(const Layer*) const { return nullptr; }
  [[nodiscard]] constexpr bool only_renames() const { return true; }
  constexpr void label(auto&& text) const {
    text("flatten");
    if (from != 0) text(" from ", from);
  }

  friend constexpr bool operator==(const Flatten&, const Flatten&) = default;
};

}  // namespace graft::op
