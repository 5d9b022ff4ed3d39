#pragma once

#include <cmath>

#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// Fills a tensor from the normal distribution of mean 0 that is truncated at -2 and 2.
/// Source: torch.nn.init.trunc_normal_, which C++ lacks: the inverse of the cumulative distribution, applied to a uniform one.
inline void truncated_normal_(::torch::Tensor& tensor, double std) {
  const ::torch::NoGradGuard no_grad;
  const double end = std::erf(2 / std / std::sqrt(2.0));
  tensor.uniform_(-end, end).erfinv_().mul_(std * std::sqrt(2.0)).clamp_(-2, 2);
}

/// The same as a new tensor.
[[nodiscard]] inline ::torch::Tensor truncated_normal(at::IntArrayRef sizes, double std) {
  ::torch::Tensor tensor = ::torch::empty(sizes);
  truncated_normal_(tensor, std);
  return tensor;
}

}  // namespace graft::detail
