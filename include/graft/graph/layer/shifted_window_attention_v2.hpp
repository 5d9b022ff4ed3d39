#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/linear.hpp>
#include <graft/graph/layer/relu.hpp>
#include <graft/graph/layer/sequential.hpp>
#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// The window attention of Swin Transformer V2: cosine similarities, scaled by a parameter of each head, and a bias that a
/// small network computes from the relative positions.
///
/// It registers `qkv`, `proj` and the network `cpb_mlp`, and applies them itself. Of the bias of `qkv`, the part for the keys
/// is taken as zero.
/// Shapes: (H, W, C) -> (H, W, C); H and W are padded to multiples of the window.
/// Source: Liu et al., "Swin Transformer V2: Scaling Up Capacity and Resolution", 2021; torchvision's Swin Transformer, class
///         ShiftedWindowAttentionV2 with its defaults (no dropout).
struct ShiftedWindowAttentionV2 {
  static constexpr std::string_view kind = "ShiftedWindowAttentionV2";

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
    return embed_dim > 0 && heads > 0 && embed_dim % heads == 0 && window.height > 1 && window.width > 1;
  }

  /// The number of pixels of a window, and of relative positions inside one.
  [[nodiscard]] constexpr std::int64_t positions() const { return window.height * window.width; }
  [[nodiscard]] constexpr std::int64_t relative_positions() const { return (2 * window.height - 1) * (2 * window.width - 1); }

  constexpr void each_state(auto&& visit) const {
    visit(StateEntry{"logit_scale", {heads, 1, 1}});
    visit(StateEntry{"relative_coords_table", {1, 2 * window.height - 1, 2 * window.width - 1, 2}, StateEntry::Role::buffer});
    visit(StateEntry{"relative_position_index", {positions() * positions()}, StateEntry::Role::index});
  }
  constexpr void each_child(auto&& visit) const {
    visit(std::string_view("qkv"), Linear{.out = 3 * embed_dim, .in = embed_dim});
    visit(std::string_view("proj"), Linear{.out = embed_dim, .in = embed_dim});
    visit(std::string_view("cpb_mlp"), Sequential{});
    visit(std::string_view("cpb_mlp.0"), Linear{.out = 512, .in = 2});
    visit(std::string_view("cpb_mlp.1"), ReLU{});
    visit(std::string_view("cpb_mlp.2"), Linear{.out = heads, .in = 512, .bias = false});
  }

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape& output) const {
    const auto windows = [](std::int64_t length, std::int64_t window_length) {
      return (length + window_length - 1) / window_length;
    };
    const std::int64_t pixels = windows(output[0], window.height) * windows(output[1], window.width) * positions();
    return pixels * embed_dim * (4 * embed_dim + 2 * positions()) + relative_positions() * 512 * (2 + heads);
  }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&&) const {}
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const ShiftedWindowAttentionV2&, const ShiftedWindowAttentionV2&) = default;
};

}  // namespace graft
