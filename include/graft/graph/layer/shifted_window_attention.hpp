#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/linear.hpp>
#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Multi-head self-attention inside the windows of feature maps, with a bias for each relative position. Where it is shifted,
/// the windows lie half a window lower and to the right, and wrap around.
///
/// It registers `qkv` and `proj`, and applies them itself.
/// Shapes: (H, W, C) -> (H, W, C); H and W are padded to multiples of the window.
/// Source: Liu et al., "Swin Transformer: Hierarchical Vision Transformer using Shifted Windows", 2021; torchvision's Swin
///         Transformer, class ShiftedWindowAttention with its defaults (no dropout).
struct ShiftedWindowAttention {
  static constexpr std::string_view kind = "ShiftedWindowAttention";

  std::int64_t embed_dim = 0;  ///< C
  std::int64_t heads = 1;
  Size2 window = 7;      ///< pixels
  bool shifted = false;  ///< by half a window

  static constexpr void each_field(auto& layer, auto&& visit) {
    visit("embed_dim", layer.embed_dim), visit("heads", layer.heads), visit("window", layer.window);
    visit("shifted", layer.shifted);
  }

  constexpr void take_input(const Shape& input) {
    if (embed_dim == 0) embed_dim = input[2];
  }

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    if (embed_dim < 1 || heads < 1) return Inferred::failed(Problem::sizes_not_positive, 1, embed_dim < 1 ? embed_dim : heads);
    if (!is_complete()) return Inferred::failed(Problem::groups_do_not_divide, heads, embed_dim);
    if (input.rank() != 3) return Inferred::failed(Problem::wrong_rank, 3, static_cast<std::int64_t>(input.rank()));
    if (input[2] != embed_dim) return Inferred::failed(Problem::features_differ, embed_dim, input[2]);
    return {input};
  }

  [[nodiscard]] constexpr bool is_complete() const {
    return embed_dim > 0 && heads > 0 && embed_dim % heads == 0 && window.height > 0 && window.width > 0;
  }

  /// The number of pixels of a window, and of relative positions inside one.
  [[nodiscard]] constexpr std::int64_t positions() const { return window.height * window.width; }
  [[nodiscard]] constexpr std::int64_t relative_positions() const { return (2 * window.height - 1) * (2 * window.width - 1); }

  constexpr void each_state(auto&& visit) const {
    visit(StateEntry{"relative_position_bias_table", {relative_positions(), heads}});
    visit(StateEntry{"relative_position_index", {positions() * positions()}, StateEntry::Role::index});
  }
  constexpr void each_child(auto&& visit) const {
    visit(std::string_view("qkv"), Linear{.out = 3 * embed_dim, .in = embed_dim});
    visit(std::string_view("proj"), Linear{.out = embed_dim, .in = embed_dim});
  }

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape& output) const {
    const auto windows = [](std::int64_t length, std::int64_t window_length) {
      return (length + window_length - 1) / window_length;
    };
    const std::int64_t pixels = windows(output[0], window.height) * windows(output[1], window.width) * positions();
    return pixels * embed_dim * (4 * embed_dim + 2 * positions());
  }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&&) const {}
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const ShiftedWindowAttention&, const ShiftedWindowAttention&) = default;
};

}  // namespace graft
