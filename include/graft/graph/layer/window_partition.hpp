#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Partitions feature maps into square windows that do not overlap, each a sequence of its pixels.
///
/// Shapes: (C, H, W) -> (H / size * W / size, size * size, C); H and W are multiples of `size`.
/// Source: Tu et al., "MaxViT: Multi-Axis Vision Transformer", 2022; torchvision's MaxViT, class WindowPartition.
struct WindowPartition {
  static constexpr std::string_view kind = "WindowPartition";

  std::int64_t size = 0;  ///< height and width of a window; pixels

  static constexpr void each_field(auto& layer, auto&& visit) { visit("size", layer.size); }

  constexpr void take_input(const Shape&) {}

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    if (input.rank() != 3) return Inferred::failed(Problem::wrong_rank, 3, static_cast<std::int64_t>(input.rank()));
    if (size < 1) return Inferred::failed(Problem::sizes_not_positive, 1, size);
    for (const std::int64_t side : {input[1], input[2]})
      if (side % size != 0) return Inferred::failed(Problem::not_a_multiple, size, side);
    return {{input[1] / size * (input[2] / size), size * size, input[0]}};
  }

  [[nodiscard]] constexpr bool is_complete() const { return size > 0; }

  constexpr void each_state(auto&&) const {}
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&&) const {}
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const WindowPartition&, const WindowPartition&) = default;
};

}  // namespace graft
