#pragma once

#include <cstdint>
#include <memory>

#include <graft/engine/eager/leaf.hpp>
#include <graft/graph/layer/relative_positional_multi_head_attention.hpp>
#include <graft/graph/layer/shifted_window_attention.hpp>
#include <graft/graph/layer/shifted_window_attention_v2.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// A self-attention inside windows of maps of one size, as tables: softmax(q k^T + bias) v for each window and head, where the
/// rows of `qkv` are the queries, keys and values of a position, each by heads.
struct WindowTables {
  ::torch::Tensor pixels{};  ///< the pixel at each position of each window, or -1 for padding, which is 0; (windows, S) int64
  ::torch::Tensor bias{};    ///< (windows or 1, heads, S, S), or undefined
  ::torch::Tensor qkv_weight{}, qkv_bias{}, out_weight{}, out_bias{};
  ::torch::Tensor scale{};  ///< of the queries of each head, (heads)
  bool unit = false;        ///< whether queries and keys are divided by their lengths before
};

/// The module of a ShiftedWindowAttention, with torchvision's names and initial values.
/// Shapes: (N, H, W, C) -> (N, H, W, C).
struct ShiftedWindowAttentionModule : LayerModule {
  explicit ShiftedWindowAttentionModule(const ShiftedWindowAttention& options);
  [[nodiscard]] ::torch::Tensor forward(const ::torch::Tensor& input);
  [[nodiscard]] WindowTables tables(std::int64_t height, std::int64_t width);

  ShiftedWindowAttention options;
  ::torch::Tensor relative_position_bias_table, relative_position_index;
  ::torch::nn::Linear qkv{nullptr}, proj{nullptr};
};

/// The module of a ShiftedWindowAttentionV2, with torchvision's names and initial values.
/// Shapes: (N, H, W, C) -> (N, H, W, C).
struct ShiftedWindowAttentionV2Module : LayerModule {
  explicit ShiftedWindowAttentionV2Module(const ShiftedWindowAttentionV2& options);
  [[nodiscard]] ::torch::Tensor forward(const ::torch::Tensor& input);
  [[nodiscard]] WindowTables tables(std::int64_t height, std::int64_t width);

  ShiftedWindowAttentionV2 options;
  ::torch::Tensor logit_scale, relative_coords_table, relative_position_index;
  ::torch::nn::Linear qkv{nullptr}, proj{nullptr};
  ::torch::nn::Sequential cpb_mlp{nullptr};

 private:
  [[nodiscard]] ::torch::Tensor pair_bias();          // (1, heads, S, S)
  [[nodiscard]] ::torch::Tensor qkv_bias() const;     // without that of the keys
  [[nodiscard]] ::torch::Tensor query_scale() const;  // (heads, 1, 1)
};

/// The module of a RelativePositionalMultiHeadAttention, with torchvision's names and initial values.
/// Shapes: (N, G, P, C) -> (N, G, P, C).
struct RelativePositionalAttentionModule : LayerModule {
  explicit RelativePositionalAttentionModule(const RelativePositionalMultiHeadAttention& options);
  [[nodiscard]] ::torch::Tensor forward(const ::torch::Tensor& input);
  [[nodiscard]] WindowTables tables(std::int64_t windows, std::int64_t pixels);

  RelativePositionalMultiHeadAttention options;
  ::torch::Tensor relative_position_bias_table, relative_position_index;
  ::torch::nn::Linear to_qkv{nullptr}, merge{nullptr};
};

}  // namespace graft::detail
