#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Fully connected layer over the last axis. `in` is taken from the first input where it is 0.
///
/// Shapes: (..., in) -> (..., out).
/// Source: torch.nn.Linear, with its names and defaults.
struct Linear {
  static constexpr std::string_view kind = "Linear";

  std::int64_t out = 0;
  std::int64_t in = 0;
  bool bias = true;
  bool in_attention = false;  ///< applied by a MultiheadAttention, for which Python has a class name of its own

  static constexpr void each_field(auto& layer, auto&& visit) {
    visit("in", layer.in), visit("out", layer.out), visit("bias", layer.bias), visit("in_attention", layer.in_attention);
  }

  constexpr void take_input(const Shape& input) {
    if (in == 0 && input.rank() > 0) in = input[input.rank() - 1];
  }

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    if (out < 1 || in < 1) return Inferred::failed(Problem::sizes_not_positive, 1, out < 1 ? out : in);
    if (input.rank() < 1) return Inferred::failed(Problem::wrong_rank, 1, 0);
    const std::size_t last = input.rank() - 1;
    if (input[last] != in) return Inferred::failed(Problem::features_differ, in, input[last]);
    return {input.with(last, out)};
  }

  [[nodiscard]] constexpr bool is_complete() const { return in > 0 && out > 0; }

  constexpr void each_state(auto&& visit) const {
    using namespace std::string_view_literals;
    visit(StateEntry{"weight"sv, Shape(out, in)});
    if (bias) visit(StateEntry{"bias"sv, Shape(out)});
  }
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape& output) const { return output.elements() * in; }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&& text) const { text("in_features=", in, ", out_features=", out, ", bias=", bias); }
  [[nodiscard]] constexpr std::string_view class_name() const {
    return in_attention ? std::string_view("NonDynamicallyQuantizableLinear") : kind;
  }

  friend constexpr bool operator==(const Linear&, const Linear&) = default;
};

}  // namespace graft
