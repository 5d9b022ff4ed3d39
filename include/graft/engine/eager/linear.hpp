#pragma once

#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// Applies a fully connected layer, (N, in) -> (N, out). Float32 on the processor is multiplied by oneDNN where graft was built
/// with it: LibTorch leaves it to the BLAS that is installed, and Debian's plain one is some fifty times slower.
[[nodiscard]] ::torch::Tensor apply_linear(const ::torch::Tensor& input, const ::torch::nn::LinearImpl& layer);

}  // namespace graft::detail
