#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/op/operation_kind.hpp>

namespace graft::op {

/// The concatenation of values along an axis of an example; axis 0 is that of channels or of a sequence's positions.
/// Source: torch.cat.
struct Concat {
  static constexpr std::string_view kind = "concat";
  static constexpr std::size_t least_inputs = 1, most_inputs = any_number_of_inputs;
  static constexpr bool names_module = false;

  std::int64_t axis = 0;

  static constexpr void each_field(auto& operation, auto&& visit) { visit("axis", operation.axis); }

  [[nodiscard]] constexpr Inferred output(const auto& operands) const {
    if (operands.size() == 0) return Inferred::failed(Problem::operands_differ, 0, 0);
    const Shape& first = operands[0];
    const auto along = static_cast<std::size_t>(axis);
    if (axis < 0 || along >= first.rank())
      return Inferred::failed(Problem::wrong_rank, axis + 1, static_cast<std::int64_t>(first.rank()));
    // Plain comparisons instead of shapes: in a DenseNet, thousands of operands are compared at compile time.
    std::int64_t length = first.sizes_[along];
    for (std::size_t i = 1; i < operands.size(); ++i) {
      const Shape& next = operands[i];
      bool fits = next.rank_ == first.rank_;
      for (std::size_t other = 0; other < first.rank_; ++other)
        fits = fits && (other == along || next.sizes_[other] == first.sizes_[other]);
      if (!fits) return Inferred::failed(Problem::operands_differ, first.with(along, length).elements(), next.elements());
      length += next.sizes_[along];
    }
    return {first.with(along, length)};
  }

  [[nodiscard]] constexpr const Layer* layer(const Layer*) const { return nullptr; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }
  constexpr void label(auto&& text) const { text("concat"); }

  friend constexpr bool operator==(const Concat&, const Concat&) = default;
};

}  // namespace graft::op
