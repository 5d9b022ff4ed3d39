#pragma once

#include <functional>

#include <graft/platform/gateway.hpp>

namespace graft {

/// The loss of a batch: one number, the mean over its images. Empty: plain cross-entropy, without a loss policy's detour.
///
/// Shapes: logits (N, K) in float32, labels (N) in int64, both on the device -> a tensor of one element, with its graph.
using Loss = std::function<::torch::Tensor(const ::torch::Tensor& logits, const ::torch::Tensor& labels)>;

}  // namespace graft
