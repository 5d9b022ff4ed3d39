#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Rectified linear unit that is 6 at most: min(max(x, 0), 6).
///
/// Shapes: any, unchanged.
/// Source: Howard et al., "MobileNets", 2017; torch.nn.ReLU6.
struct ReLU6 {
  static constexpr std::string_view kind = "ReLU6";

  bool inplace = true;  ///< for the printed text alone; graft decides what is overwritten

  static constexpr void each_field(auto& layer, auto&& visit) { visit("inplace", layer.inplace); }

  constexpr void take_input(const Shape&) {}

  [[nodiscard]] constexpr Inferred output(const Shape& input) const { return {input}; }

  [[nodiscard]] constexpr bool is_complete() const { return true; }

  constexpr void each_state(auto&&) const {}
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&& text) const {
    if (inplace) text("inplace=True");
  }
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const ReLU6&, const ReLU6&) = default;
};

}  // namespace graft
