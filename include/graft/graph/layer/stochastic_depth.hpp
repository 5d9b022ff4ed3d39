#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Stochastic depth: while training, all elements of an example are zero with probability `p`, the others are scaled by
/// 1 / (1 - p). It stands at the end of a residual branch, which it drops.
///
/// Shapes: any, unchanged.
/// Source: Huang et al., "Deep Networks with Stochastic Depth", 2016; torchvision.ops.StochasticDepth with mode="row".
struct StochasticDepth {
  static constexpr std::string_view kind = "StochasticDepth";

  double p = 0;

  static constexpr void each_field(auto& layer, auto&& visit) { visit("p", layer.p); }

  constexpr void take_input(const Shape&) {}

  [[nodiscard]] constexpr Inferred output(const Shape& input) const { return {input}; }

  [[nodiscard]] constexpr bool is_complete() const { return true; }

  constexpr void each_state(auto&&) const {}
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return p > 0; }
  [[nodiscard]] constexpr bool only_renames() const { return true; }

  constexpr void extra_repr(auto&& text) const { text("p=", p, ", mode=row"); }
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const StochasticDepth&, const StochasticDepth&) = default;
};

}  // namespace graft
