#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/linear.hpp>
#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Multi-head self-attention over a sequence: queries, keys and values are linear functions of its one input.
///
/// It registers a Linear, `out_proj`, and applies it itself.
/// Shapes: (S, E) -> (S, E).
/// Source: Vaswani et al., "Attention Is All You Need", 2017; torch.nn.MultiheadAttention with bias, batch_first=True and
///         need_weights=False.
struct MultiheadAttention {
  static constexpr std::string_view kind = "MultiheadAttention";

  std::int64_t embed_dim = 0;
  std::int64_t heads = 1;
  double dropout = 0;  ///< probability of zeroing an attention weight while training

  static constexpr void each_field(auto& layer, auto&& visit) {
    visit("embed_dim", layer.embed_dim), visit("heads", layer.heads), visit("dropout", layer.dropout);
  }

  constexpr void take_input(const Shape&) {}

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    if (!is_complete())
      return Inferred::failed(embed_dim < 1 || heads < 1 ? Problem::sizes_not_positive : Problem::groups_do_not_divide,
                              embed_dim < 1 || heads < 1 ? 1 : heads,
                              embed_dim < 1 ? embed_dim
                              : heads < 1   ? heads
                                            : embed_dim);
    if (input.rank() != 2) return Inferred::failed(Problem::wrong_rank, 2, static_cast<std::int64_t>(input.rank()));
    if (input[1] != embed_dim) return Inferred::failed(Problem::features_differ, embed_dim, input[1]);
    return {input};
  }

  [[nodiscard]] constexpr bool is_complete() const { return embed_dim > 0 && heads > 0 && embed_dim % heads == 0; }

  constexpr void each_state(auto&& visit) const {
    visit(StateEntry{"in_proj_weight", {3 * embed_dim, embed_dim}});
    visit(StateEntry{"in_proj_bias", {3 * embed_dim}});
  }
  constexpr void each_child(auto&& visit) const {
    visit(std::string_view("out_proj"), Linear{.out = embed_dim, .in = embed_dim, .in_attention = true});
  }

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape& output) const {
    return output[0] * embed_dim * (4 * embed_dim + 2 * output[0]);
  }
  [[nodiscard]] constexpr bool is_random() const { return dropout > 0; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&&) const {}
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const MultiheadAttention&, const MultiheadAttention&) = default;
};

}  // namespace graft
