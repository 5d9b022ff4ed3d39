#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Flattens all axes of an example into one, as a module. `net.flatten()` is the same without a module, as in torchvision.
///
/// Shapes: (C, H, W) -> (C * H * W).
/// Source: torch.nn.Flatten, with its defaults.
struct Flatten {
  static constexpr std::string_view kind = "Flatten";

  static constexpr void each_field(auto&, auto&&) {}

  constexpr void take_input(const Shape&) {}

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    if (input.rank() == 0) return Inferred::failed(Problem::wrong_rank, 1, 0);
    return {Shape{input.elements()}};
  }

  [[nodiscard]] constexpr bool is_complete() const { return true; }

  constexpr void each_state(auto&&) const {}
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return true; }

  constexpr void extra_repr(auto&& text) const { text("start_dim=1, end_dim=-1"); }
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const Flatten&, const Flatten&) = default;
};

}  // namespace graft
