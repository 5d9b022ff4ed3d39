#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/op/operation_kind.hpp>

namespace graft::op {

/// A part of an axis of an example: `length` elements from `start` on.
/// Source: torch.narrow, without the batch axis; torch.chunk is several of them.
struct Narrow {
  static constexpr std::string_view kind = "narrow";
  static constexpr std::size_t least_inputs = 1, most_inputs = 1;
  static constexpr bool names_module = false;

  std::int64_t axis = 0;
  std::int64_t start = 0;
  std::int64_t length = 1;

  static constexpr void each_field(auto& operation, auto&& visit) {
    visit("axis", operation.axis), visit("start", operation.start), visit("length", operation.length);
  }

  [[nodiscard]] constexpr Inferred output(const auto& operands) const {
    const Shape& input = operands[0];
    const auto along = static_cast<std::size_t>(axis);
    if (axis < 0 || along >= input.rank())
      return Inferred::failed(Problem::wrong_rank, axis + 1, static_cast<std::int64_t>(input.rank()));
    if (start < 0 || length < 1) return Inferred::failed(Problem::sizes_not_positive, 1, length);
    if (start + length > input[along]) return Inferred::failed(Problem::window_too_large, start + length, input[along]);
    return {input.with(along, length)};
  }

  [[nodiscard]] constexpr const Layer* layer(const Layer*) const { return nullptr; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }
  constexpr void label(auto&& text) const { text("narrow ", start, " + ", length); }

  friend constexpr bool operator==(const Narrow&, const Narrow&) = default;
};

}  // namespace graft::op
