#pragma once

#include <memory>

#include <graft/engine/eager/leaf.hpp>
#include <graft/graph/layer/relative_positional_multi_head_attention.hpp>
#include <graft/graph/layer/shifted_window_attention.hpp>
#include <graft/graph/layer/shifted_window_attention_v2.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// The module of a ShiftedWindowAttention, with torchvision's names and initial values.
/// Shapes: (N, H, W, C) -> (N, H, W, C).
struct ShiftedWindowAttentionModule : LayerModule {
  explicit ShiftedWindowAttentionModule(const ShiftedWindowAttention& options);
  [[nodiscard]] ::torch::Tensor forward(const ::torch::Tensor& input);

  ShiftedWindowAttention options;
  ::torch::Tensor relative_position_bias_table, relative_position_index;
  ::torch::nn::Linear qkv{nullptr}, proj{nullptr};
};

/// The module of a ShiftedWindowAttentionV2, with torchvision's names and initial values.
/// Shapes: (N, H, W, C) -> (N, H, W, C).
struct ShiftedWindowAttentionV2Module : LayerModule {
  explicit ShiftedWindowAttentionV2Module(const ShiftedWindowAttentionV2& options);
  [[nodiscard]] ::torch::Tensor forward(const ::torch::Tensor& input);

  ShiftedWindowAttentionV2 options;
  ::torch::Tensor logit_scale, relative_coords_table, relative_position_index;
  ::torch::nn::Linear qkv{nullptr}, proj{nullptr};
  ::torch::nn::Sequential cpb_mlp{nullptr};
};

/// The module of a RelativePositionalMultiHeadAttention, with torchvision's names and initial values.
/// Shapes: (N, G, P, C) -> (N, G, P, C).
struct RelativePositionalAttentionModule : LayerModule {
  explicit RelativePositionalAttentionModule(const RelativePositionalMultiHeadAttention& options);
  [[nodiscard]] ::torch::Tensor forward(const ::torch::Tensor& input);

  RelativePositionalMultiHeadAttention options;
  ::torch::Tensor relative_position_bias_table, relative_position_index;
  ::torch::nn::Linear to_qkv{nullptr}, merge{nullptr};
};

}  // namespace graft::detail
