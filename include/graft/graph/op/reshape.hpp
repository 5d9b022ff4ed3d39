#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/op/operation_kind.hpp>

namespace graft::op {

/// The same elements in another shape.
/// Source: torch.reshape, without the batch axis.
struct Reshape {
  static constexpr std::string_view kind = "reshape";
  static constexpr std::size_t least_inputs = 1, most_inputs = 1;
  static constexpr bool names_module = false;

  Shape shape{};

  static constexpr void each_field(auto& operation, auto&& visit) { visit("shape", operation.shape); }

  [[nodiscard]] constexpr Inferred output(const auto& operands) const {
    const Shape& input = operands[0];
    if (shape.rank() > 0 && shape[0] == 0) {
      std::int64_t others = 1;
      for (std::size_t axis = 1; axis < shape.rank(); ++axis) others *= shape[axis];
      if (others < 1 || input.elements() % others != 0)
        return Inferred::failed(Problem::operands_differ, others, input.elements());
      return {shape.with(0, input.elements() / others)};
    }
    if (!is_positive(shape) || shape.elements() != input.elements())
      return Inferred::failed(Problem::operands_differ, shape.elements(), input.elements());
    return {shape};
  }

  [[nodiscard]] constexpr const Layer* layer(const Layer*) const { return nullptr; }
  [[nodiscard]] constexpr bool only_renames() const { return true; }
  constexpr void label(auto&& text) const { text("reshape"); }

  friend constexpr bool operator==(const Reshape&, const Reshape&) = default;
};

}  // namespace graft::op
