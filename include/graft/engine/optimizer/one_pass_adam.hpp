#pragma once

#include <memory>
#include <vector>

#include <graft/platform/gateway.hpp>

namespace graft {

/// LibTorch's Adam, or AdamW, with its options and its state, whose step goes through memory once where LibTorch's operations
/// go a dozen times: on a processor in as many threads as LibTorch has, the same to the bit in any number; on CUDA by LibTorch
/// 2's fused operations. Where something that has a gradient is of another kind (not float32, not dense, a sparse gradient),
/// the step is LibTorch's own. Source: torch.optim.Adam, torch.optim.AdamW, with `fused=True`.
[[nodiscard]] std::unique_ptr<::torch::optim::Optimizer> one_pass_adam(std::vector<::torch::Tensor> parameters,
                                                                       const ::torch::optim::AdamOptions& options);
[[nodiscard]] std::unique_ptr<::torch::optim::Optimizer> one_pass_adam(std::vector<::torch::Tensor> parameters,
                                                                       const ::torch::optim::AdamWOptions& options);

}  // namespace graft
