#pragma once

#include <graft/engine/eager/leaf.hpp>
#include <graft/graph/layer/attention.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// Self-attention as torch.nn.MultiheadAttention(batch_first=True, need_weights=False) computes it.
/// Shapes: (N, S, E) -> (N, S, E).
[[nodiscard]] ::torch::Tensor attend(const ::torch::nn::MultiheadAttentionImpl& attention, const ::torch::Tensor& input);

/// The module of an Attention, with timm's names and LibTorch's initial values.
/// Shapes: (N, S, E) -> (N, S, E).
struct AttentionModule : LayerModule {
  explicit AttentionModule(const Attention& options);
  [[nodiscard]] ::torch::Tensor forward(const ::torch::Tensor& input);

  Attention options;
  ::torch::nn::Linear qkv{nullptr}, proj{nullptr};
};

}  // namespace graft::detail
