#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/translate.hpp>
#include <graft/policy/adam.hpp>
#include <graft/policy/adamw.hpp>
#include <graft/policy/optimizer.hpp>
#include <graft/policy/sgd.hpp>

namespace graft {
namespace detail {

[[nodiscard]] std::unique_ptr<::torch::optim::Optimizer> make_builtin(std::vector<::torch::Tensor> parameters,
                                                                      const SGD::Options& o);
[[nodiscard]] std::unique_ptr<::torch::optim::Optimizer> make_builtin(std::vector<::torch::Tensor> parameters,
                                                                      const Adam::Options& o);
[[nodiscard]] std::unique_ptr<::torch::optim::Optimizer> make_builtin(std::vector<::torch::Tensor> parameters,
                                                                      const AdamW::Options& o);

}  // namespace detail

/// LibTorch's optimizer for a policy, over the parameters that train and no others.
///
/// Errors: UsageError for options that LibTorch refuses, such as a negative lr.
template <OptimizerPolicy O>
[[nodiscard]] std::unique_ptr<::torch::optim::Optimizer> make_optimizer(std::vector<::torch::Tensor> parameters,
                                                                        const typename O::Options& options) {
  if (!(options.lr >= 0) || std::isinf(static_cast<double>(options.lr)))
    throw UsageError("lr must be a number of at least 0, got " + std::to_string(static_cast<double>(options.lr)));
  return translate_errors<UsageError>("the optimizer's options", [&]() -> std::unique_ptr<::torch::optim::Optimizer> {
    if constexpr (requires { O::make(std::move(parameters), options); })
      return O::make(std::move(parameters), options);
    else
      return detail::make_builtin(std::move(parameters), options);
  });
}

}  // namespace graft
