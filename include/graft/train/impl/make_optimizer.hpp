#pragma once

#include <memory>
#include <utility>
#include <vector>

#include <graft/engine/optimizer/one_pass_adam.hpp>
#include <graft/train/make_optimizer.hpp>

namespace graft::detail {

std::unique_ptr<::torch::optim::Optimizer> make_builtin(std::vector<::torch::Tensor> parameters, const SGD::Options& o) {
  auto options = ::torch::optim::SGDOptions(o.lr)
                     .momentum(o.momentum)
                     .dampening(o.dampening)
                     .weight_decay(o.weight_decay)
                     .nesterov(o.nesterov);
  return std::make_unique<::torch::optim::SGD>(std::move(parameters), options);
}

std::unique_ptr<::torch::optim::Optimizer> make_builtin(std::vector<::torch::Tensor> parameters, const Adam::Options& o) {
  auto options =
      ::torch::optim::AdamOptions(o.lr).betas({o.beta1, o.beta2}).eps(o.eps).weight_decay(o.weight_decay).amsgrad(o.amsgrad);
  return one_pass_adam(std::move(parameters), options);
}

std::unique_ptr<::torch::optim::Optimizer> make_builtin(std::vector<::torch::Tensor> parameters, const AdamW::Options& o) {
  auto options =
      ::torch::optim::AdamWOptions(o.lr).betas({o.beta1, o.beta2}).eps(o.eps).weight_decay(o.weight_decay).amsgrad(o.amsgrad);
  return one_pass_adam(std::move(parameters), options);
}

}  // namespace graft::detail
