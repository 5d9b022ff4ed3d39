#pragma once

#include <cmath>
#include <span>

#include <graft/network/initialize.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/truncated_normal.hpp>

namespace graft {
namespace detail {

/// Draws the elements of a weight or a bias from a distribution.
inline void draw(::torch::Tensor& tensor, const Distribution& distribution) {
  if (!tensor.defined() || distribution.kind == Distribution::Kind::layer_default) return;
  // Drawn in the order of the indices, as in Python, and then copied: filters are channels-last in memory.
  ::torch::Tensor drawn = ::torch::empty(tensor.sizes(), tensor.options());
  switch (distribution.kind) {
    case Distribution::Kind::layer_default: return;
    case Distribution::Kind::constant: drawn.fill_(distribution.value); break;
    case Distribution::Kind::normal: drawn.normal_(0, distribution.value); break;
    case Distribution::Kind::truncated_normal: truncated_normal_(drawn, distribution.value); break;
    case Distribution::Kind::fan_in_truncated:
      truncated_normal_(drawn, std::sqrt(static_cast<double>(tensor.size(0)) / static_cast<double>(tensor.numel())));
      break;
    case Distribution::Kind::kaiming_fan_out:
      ::torch::nn::init::kaiming_normal_(drawn, 0, ::torch::kFanOut, ::torch::kReLU);
      break;
    case Distribution::Kind::kaiming_fan_in:
      ::torch::nn::init::kaiming_normal_(drawn, 0, ::torch::kFanIn, ::torch::kReLU);
      break;
    case Distribution::Kind::fan_in_uniform:
    case Distribution::Kind::fan_out_uniform: {
      const bool of_inputs = distribution.kind == Distribution::Kind::fan_in_uniform;
      const double fan = static_cast<double>(drawn.numel()) / static_cast<double>(drawn.size(of_inputs ? 0 : 1));
      const double bound = std::sqrt(distribution.value / fan);
      drawn.uniform_(-bound, bound);
      break;
    }
    case Distribution::Kind::xavier_uniform: ::torch::nn::init::xavier_uniform_(drawn); break;
  }
  tensor.copy_(drawn);
}

}  // namespace detail

void initialize(Network& network, const Initialization& how) {
  if (how == Initialization::layer_defaults) return;
  const ::torch::NoGradGuard no_grad;
  const GraphView net = network.graph();
  for (ModuleId row{1}; row < net.module_count(); ++row) {
    if (!net.module(row).origin.exists()) continue;  // added by an edit
    const bool is_classifier = net.classifier().exists() && net.is_within(row, net.classifier());
    const Layer& layer = net.module(row).layer;
    const bool is_exception = !how.exception.empty() && net.has_path(row, how.exception);
    const auto weight_of = [&](const Distribution& of_kind) {
      return is_exception ? how.exception_weight : is_classifier ? how.classifier_weight : of_kind;
    };
    if (is_a<Conv2d>(layer)) {
      auto& conv = *network.module(row)->as<::torch::nn::Conv2d>();
      detail::draw(conv.weight, weight_of(how.conv_weight));
      detail::draw(conv.bias, is_classifier ? how.classifier_bias : how.conv_bias);
    } else if (const Linear* options = get_if<Linear>(&layer); options != nullptr && !options->in_attention) {
      auto& linear = *network.module(row)->as<::torch::nn::Linear>();
      detail::draw(linear.weight, weight_of(how.linear_weight));
      detail::draw(linear.bias, is_classifier ? how.classifier_bias : how.linear_bias);
    } else if (is_a<BatchNorm2d>(layer)) {
      auto& norm = *network.module(row)->as<::torch::nn::BatchNorm2d>();
      norm.weight.fill_(1);
      norm.bias.fill_(0);
    }
  }
}

void initialize(Network& network, std::span<const InitialValues> values) {
  const ::torch::NoGradGuard no_grad;
  const GraphView net = network.graph();
  for (ModuleId row{1}; row < net.module_count(); ++row) {
    if (!net.is<Conv2d>(row)) continue;
    const InitialValues* last = nullptr;
    for (const InitialValues& one : values)
      if (const ModuleId at = net.find(one.path); at.exists() && net.is_within(row, at)) last = &one;
    if (last == nullptr) continue;
    auto& conv = *network.module(row)->as<::torch::nn::Conv2d>();
    detail::draw(conv.weight, last->weight);
    detail::draw(conv.bias, last->bias);
  }
}

}  // namespace graft
