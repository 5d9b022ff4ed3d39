#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Puts windows of pixels together to feature maps; the inverse of WindowPartition.
///
/// Shapes: (rows * columns, size * size, C) -> (C, rows * size, columns * size).
/// Source: Tu et al., "MaxViT: Multi-Axis Vision Transformer", 2022; torchvision's MaxViT, class WindowDepartition.
struct WindowDepartition {
  static constexpr std::string_view kind = "WindowDepartition";

  std::int64_t size = 0;     ///< height and width of a window; pixels
  std::int64_t rows = 0;     ///< of windows
  std::int64_t columns = 0;  ///< of windows

  static constexpr void each_field(auto& layer, auto&& visit) {
    visit("size", layer.size), visit("rows", layer.rows), visit("columns", layer.columns);
  }

  constexpr void take_input(const Shape&) {}

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    if (input.rank() != 3) return Inferred::failed(Problem::wrong_rank, 3, static_cast<std::int64_t>(input.rank()));
    if (!is_complete()) return Inferred::failed(Problem::sizes_not_positive, 1, size < 1 ? size : rows < 1 ? rows : columns);
    if (input[0] != rows * columns) return Inferred::failed(Problem::operands_differ, rows * columns, input[0]);
    if (input[1] != size * size) return Inferred::failed(Problem::operands_differ, size * size, input[1]);
    return {{input[2], rows * size, columns * size}};
  }

  [[nodiscard]] constexpr bool is_complete() const { return size > 0 && rows > 0 && columns > 0; }

  constexpr void each_state(auto&&) const {}
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&&) const {}
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const WindowDepartition&, const WindowDepartition&) = default;
};

}  // namespace graft
