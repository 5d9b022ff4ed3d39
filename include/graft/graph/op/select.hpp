#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/op/operation_kind.hpp>

namespace graft::op {

/// Selects an index along an axis of an example, and removes the axis: Python's x[:, index] for axis 0.
/// Source: torch.select, without the batch axis.
struct Select {
  static constexpr std::string_view kind = "select";
  static constexpr std::size_t least_inputs = 1, most_inputs = 1;
  static constexpr bool names_module = false;

  std::int64_t axis = 0;
  std::int64_t index = 0;

  static constexpr void each_field(auto& operation, auto&& visit) {
    visit("axis", operation.axis), visit("index", operation.index);
  }

  [[nodiscard]] constexpr Inferred output(const auto& operands) const {
    const Shape& input = operands[0];
    const auto along = static_cast<std::size_t>(axis);
    if (axis < 0 || along >= input.rank())
      return Inferred::failed(Problem::wrong_rank, axis + 1, static_cast<std::int64_t>(input.rank()));
    if (index < 0 || index >= input[along]) return Inferred::failed(Problem::window_too_large, index + 1, input[along]);
    Shape result;
    for (std::size_t i = 0; i < input.rank(); ++i)
      if (i != along) result = result.with_back(input[i]);
    return {result};
  }

  [[nodiscard]] constexpr const Layer* layer(const Layer*) const { return nullptr; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }
  constexpr void label(auto&& text) const { text("select ", index); }

  friend constexpr bool operator==(const Select&, const Select&) = default;
};

}  // namespace graft::op
