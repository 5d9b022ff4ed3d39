#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/linear.hpp>
#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Multi-head self-attention over a sequence, whose queries, keys and values are one Linear's output, as timm has it; the same
/// function as MultiheadAttention, under other names.
///
/// It registers `qkv` and `proj`, and applies them itself. `embed_dim` is taken from the first input where it is 0.
/// Shapes: (S, E) -> (S, E).
/// Source: Vaswani et al., "Attention Is All You Need", 2017; timm/models/vision_transformer.py, class Attention with qkv_bias
///         and without norms and dropout.
struct Attention {
  static constexpr std::string_view kind = "Attention";

  std::int64_t embed_dim = 0;
  std::int64_t heads = 1;

  static constexpr void each_field(auto& layer, auto&& visit) {
    visit("embed_dim", layer.embed_dim), visit("heads", layer.heads);
  }

  constexpr void take_input(const Shape& input) {
    if (embed_dim == 0 && input.rank() > 0) embed_dim = input[input.rank() - 1];
  }

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    if (embed_dim < 1 || heads < 1) return Inferred::failed(Problem::sizes_not_positive, 1, embed_dim < 1 ? embed_dim : heads);
    if (!is_complete()) return Inferred::failed(Problem::groups_do_not_divide, heads, embed_dim);
    if (input.rank() != 2) return Inferred::failed(Problem::wrong_rank, 2, static_cast<std::int64_t>(input.rank()));
    if (input[1] != embed_dim) return Inferred::failed(Problem::features_differ, embed_dim, input[1]);
    return {input};
  }

  [[nodiscard]] constexpr bool is_complete() const { return embed_dim > 0 && heads > 0 && embed_dim % heads == 0; }

  constexpr void each_state(auto&&) const {}
  constexpr void each_child(auto&& visit) const {
    visit(std::string_view("qkv"), Linear{.out = 3 * embed_dim, .in = embed_dim});
    visit(std::string_view("proj"), Linear{.out = embed_dim, .in = embed_dim});
  }

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape& output) const {
    return output[0] * embed_dim * (4 * embed_dim + 2 * output[0]);
  }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&&) const {}
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const Attention&, const Attention&) = default;
};

}  // namespace graft
