#pragma once

#include <cstdint>

#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// A label that counts neither in a loss nor in a metric. Source: torch.nn.CrossEntropyLoss's default.
inline constexpr std::int64_t no_label = -100;

/// Cross-entropy without weights. Shapes: logits (N, K) or (N, K, H, W), labels (N) or (N, H, W).
[[nodiscard]] inline ::torch::Tensor plain_cross_entropy(const ::torch::Tensor& logits, const ::torch::Tensor& labels,
                                                         std::int64_t reduction) {
  return ::torch::cross_entropy_loss(logits, labels, {}, reduction, no_label);
}

}  // namespace graft::detail
