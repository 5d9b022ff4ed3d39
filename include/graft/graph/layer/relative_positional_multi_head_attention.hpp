#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/linear.hpp>
#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Multi-head self-attention inside windows that are sequences of pixels, with a bias for each relative position.
///
/// It registers `to_qkv` and `merge`, and applies them itself. Similarities are scaled by 1 / sqrt(feat_dim).
/// Shapes: (windows, size * size, feat_dim), unchanged.
/// Source: Tu et al., "MaxViT: Multi-Axis Vision Transformer", 2022; torchvision's MaxViT, class
///         RelativePositionalMultiHeadAttention, with its names.
struct RelativePositionalMultiHeadAttention {
  static constexpr std::string_view kind = "RelativePositionalMultiHeadAttention";

  std::int64_t feat_dim = 0;
  std::int64_t head_dim = 0;
  std::int64_t size = 0;  ///< height and width of a window; pixels

  static constexpr void each_field(auto& layer, auto&& visit) {
    visit("feat_dim", layer.feat_dim), visit("head_dim", layer.head_dim), visit("size", layer.size);
  }

  constexpr void take_input(const Shape& input) {
    if (feat_dim == 0) feat_dim = input[2];
  }

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    for (const std::int64_t one : {feat_dim, head_dim, size})
      if (one < 1) return Inferred::failed(Problem::sizes_not_positive, 1, one);
    if (!is_complete()) return Inferred::failed(Problem::groups_do_not_divide, head_dim, feat_dim);
    if (input.rank() != 3) return Inferred::failed(Problem::wrong_rank, 3, static_cast<std::int64_t>(input.rank()));
    if (input[1] != size * size) return Inferred::failed(Problem::operands_differ, size * size, input[1]);
    if (input[2] != feat_dim) return Inferred::failed(Problem::features_differ, feat_dim, input[2]);
    return {input};
  }

  [[nodiscard]] constexpr bool is_complete() const {
    return feat_dim > 0 && head_dim > 0 && size > 0 && feat_dim % head_dim == 0;
  }

  constexpr void each_state(auto&& visit) const {
    const std::int64_t positions = size * size;
    visit(StateEntry{"relative_position_bias_table", {(2 * size - 1) * (2 * size - 1), feat_dim / head_dim}});
    visit(StateEntry{"relative_position_index", {positions, positions}, StateEntry::Role::index});
  }
  constexpr void each_child(auto&& visit) const {
    visit(std::string_view("to_qkv"), Linear{.out = 3 * feat_dim, .in = feat_dim});
    visit(std::string_view("merge"), Linear{.out = feat_dim, .in = feat_dim});
  }

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape& output) const {
    return output.elements() * (4 * feat_dim + 2 * size * size);
  }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&&) const {}
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const RelativePositionalMultiHeadAttention&,
                                   const RelativePositionalMultiHeadAttention&) = default;
};

}  // namespace graft
