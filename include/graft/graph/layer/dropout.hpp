#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Dropout: each element is zero with probability `p` while training, the others are scaled by 1 / (1 - p).
///
/// Shapes: any, unchanged.
/// Source: torch.nn.Dropout.
struct Dropout {
  static constexpr std::string_view kind = "Dropout";

  double p = 0.5;
  bool inplace = false;  ///< for the printed text alone; graft decides what is overwritten

  static constexpr void each_field(auto& layer, auto&& visit) { visit("p", layer.p), visit("inplace", layer.inplace); }

  constexpr void take_input(const Shape&) {}

  [[nodiscard]] constexpr Inferred output(const Shape& input) const { return {input}; }

  [[nodiscard]] constexpr bool is_complete() const { return true; }

  constexpr void each_state(auto&&) const {}
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return p > 0; }
  [[nodiscard]] constexpr bool only_renames() const { return true; }

  constexpr void extra_repr(auto&& text) const { text("p=", p, ", inplace=", inplace); }
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const Dropout&, const Dropout&) = default;
};

}  // namespace graft
