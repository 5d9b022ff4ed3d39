#pragma once

#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// x W^T + b over the last axis, (..., in) -> (..., out); `bias` may be undefined. Float32 on the processor is multiplied by
/// oneDNN where graft was built with it: LibTorch leaves it to the BLAS that is installed, and Debian's plain one is some fifty
/// times slower.
[[nodiscard]] ::torch::Tensor linear(const ::torch::Tensor& input, const ::torch::Tensor& weight, const ::torch::Tensor& bias);

/// Products of the matrices of two batches, (B, m, k) and (B, k, n) -> (B, m, n), or with the second ones transposed,
/// (B, m, k) and (B, n, k) -> (B, m, n); by the same means.
[[nodiscard]] ::torch::Tensor multiply(const ::torch::Tensor& left, const ::torch::Tensor& right, bool transpose_right);

}  // namespace graft::detail
