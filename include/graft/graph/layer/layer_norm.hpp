#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Layer normalization over the last axes. `shape` is the last axis of the first input where it is empty.
///
/// Shapes: any that ends in `shape`, unchanged.
/// Source: Ba et al., "Layer Normalization", 2016; torch.nn.LayerNorm, with its names and defaults (affine).
struct LayerNorm {
  static constexpr std::string_view kind = "LayerNorm";

  Shape shape{};
  double eps = 1e-5;

  static constexpr void each_field(auto& layer, auto&& visit) { visit("shape", layer.shape), visit("eps", layer.eps); }

  constexpr void take_input(const Shape& input) {
    if (shape.rank() == 0 && input.rank() > 0) shape = Shape{input[input.rank() - 1]};
  }

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    if (input.rank() < shape.rank())
      return Inferred::failed(Problem::wrong_rank, static_cast<std::int64_t>(shape.rank()),
                              static_cast<std::int64_t>(input.rank()));
    for (std::size_t axis = 0; axis < shape.rank(); ++axis)
      if (const std::int64_t got = input[input.rank() - shape.rank() + axis]; got != shape[axis])
        return Inferred::failed(Problem::features_differ, shape[axis], got);
    return {input};
  }

  [[nodiscard]] constexpr bool is_complete() const { return shape.rank() > 0 && is_positive(shape); }

  constexpr void each_state(auto&& visit) const {
    using namespace std::string_view_literals;
    visit(StateEntry{"weight"sv, shape});
    visit(StateEntry{"bias"sv, shape});
  }
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&& text) const { text(shape, ", eps=", eps, ", elementwise_affine=True"); }
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const LayerNorm&, const LayerNorm&) = default;
};

}  // namespace graft
