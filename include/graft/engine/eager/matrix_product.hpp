#pragma once

#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// x W^T + b over the last axis; `bias` may be undefined.
///
/// oneDNN multiplies float32 on the CPU where graft was built with it: LibTorch leaves that to the BLAS that is installed, and
/// Debian's reference BLAS is some fifty times slower.
/// Shapes: (..., in) -> (..., out).
[[nodiscard]] ::torch::Tensor linear(const ::torch::Tensor& input, const ::torch::Tensor& weight, const ::torch::Tensor& bias);

/// The matrix products of two batches, the second one transposed or not; by oneDNN like linear().
/// Shapes: (B, m, k) and (B, k, n), transposed (B, n, k) -> (B, m, n).
[[nodiscard]] ::torch::Tensor bmm(const ::torch::Tensor& left, const ::torch::Tensor& right, bool transpose_right);

}  // namespace graft::detail
