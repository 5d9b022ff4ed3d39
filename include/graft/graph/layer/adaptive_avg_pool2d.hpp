#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Adaptive average pooling, with one window for each output pixel.
///
/// Shapes: (C, H, W) -> (C, size.height, size.width).
/// Source: torch.nn.AdaptiveAvgPool2d.
struct AdaptiveAvgPool2d {
  static constexpr std::string_view kind = "AdaptiveAvgPool2d";

  Size2 size = 1;

  static constexpr void each_field(auto& layer, auto&& visit) { visit("size", layer.size); }

  constexpr void take_input(const Shape&) {}

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    if (input.rank() != 3) return Inferred::failed(Problem::wrong_rank, 3, static_cast<std::int64_t>(input.rank()));
    if (!is_positive(size)) return Inferred::failed(Problem::sizes_not_positive, 1, size.height < 1 ? size.height : size.width);
    return {{input[0], size.height, size.width}};
  }

  [[nodiscard]] constexpr bool is_complete() const { return is_positive(size); }

  constexpr void each_state(auto&&) const {}
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&& text) const { text("output_size=", size); }
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const AdaptiveAvgPool2d&, const AdaptiveAvgPool2d&) = default;
};

}  // namespace graft
