#pragma once

#include <memory>
#include <vector>

#include <graft/platform/gateway.hpp>

namespace graft {

/// LibTorch's Adam, or AdamW, with its options and its state, whose step is one pass over memory instead of a dozen.
///
/// On a CPU it runs in as many threads as LibTorch has, with results that are bitwise the same for any number of them; on CUDA
/// it calls LibTorch 2's fused operations. Where a parameter with a gradient is not float32 or not dense, or a gradient is
/// sparse, the step is LibTorch's own.
/// Source: torch.optim.Adam and torch.optim.AdamW with `fused=True`.
[[nodiscard]] std::unique_ptr<::torch::optim::Optimizer> one_pass_adam(std::vector<::torch::Tensor> parameters,
                                                                       const ::torch::optim::AdamOptions& options);
[[nodiscard]] std::unique_ptr<::torch::optim::Optimizer> one_pass_adam(std::vector<::torch::Tensor> parameters,
                                                                       const ::torch::optim::AdamWOptions& options);

}  // namespace graft
