#pragma once

#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// Self-attention as torch.nn.MultiheadAttention(batch_first=True, need_weights=False) computes it.
/// Shapes: (N, S, E) -> (N, S, E).
[[nodiscard]] ::torch::Tensor attend(const ::torch::nn::MultiheadAttentionImpl& attention, const ::torch::Tensor& input);

}  // namespace graft::detail
