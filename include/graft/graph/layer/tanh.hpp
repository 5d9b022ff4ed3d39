#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Hyperbolic tangent.
///
/// Shapes: any, unchanged.
/// Source: torch.nn.Tanh.
struct Tanh {
  static constexpr std::string_view kind = "Tanh";

  static constexpr void each_field(auto&, auto&&) {}

  constexpr void take_input(const Shape&) {}

  [[nodiscard]] constexpr Inferred output(const Shape& input) const { return {input}; }

  [[nodiscard]] constexpr bool is_complete() const { return true; }

  constexpr void each_state(auto&&) const {}
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&&) const {}
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const Tanh&, const Tanh&) = default;
};

}  // namespace graft
