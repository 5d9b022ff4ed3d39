#pragma once

#include <graft/network/initialize.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

void initialize(Network& network, Initialization how) {
  if (how == Initialization::layer_defaults) return;
  const ::torch::NoGradGuard no_grad;
  const GraphView net = network.graph();
  for (int row = 1; row < net.module_count(); ++row) {
    if (net.classifier() >= 0 && net.is_within(row, net.classifier())) continue;
    ::torch::nn::Module& module = *network.module(row);
    if (net.is<Conv2d>(row)) {
      // In the order of the indices, as Python draws them: filters lie channels-last in memory.
      ::torch::Tensor& filters = module.as<::torch::nn::Conv2d>()->weight;
      const ::torch::Tensor drawn = ::torch::empty(filters.sizes(), filters.options());
      filters.copy_(::torch::nn::init::kaiming_normal_(drawn, 0, ::torch::kFanOut, ::torch::kReLU));
    } else if (net.is<BatchNorm2d>(row)) {
      auto& norm = *module.as<::torch::nn::BatchNorm2d>();
      norm.weight.fill_(1);
      norm.bias.fill_(0);
    }
  }
}

}  // namespace graft
