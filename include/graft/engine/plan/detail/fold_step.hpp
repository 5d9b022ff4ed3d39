#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <graft/engine/plan/detail/folded.hpp>
#include <graft/engine/plan/plan_source.hpp>
#include <graft/graph/lower.hpp>

namespace graft::detail {

/// Whether a step is a convolution or a linear layer, into whose weights its scale is folded.
[[nodiscard]] inline bool has_weights(const PlanSource& source, const LoweredStep& step) {
  const GraphView net = source.tables;
  return net.calls_module(step.call) && (net.applies<Conv2d>(step.call) || net.applies<Linear>(step.call));
}

/// The scale of each channel of a step's result, float32, or an undefined tensor.
[[nodiscard]] inline ::torch::Tensor scale_of(const PlanSource& source, const LoweredStep& step) {
  if (!step.scale.exists()) return {};
  return source.leaves.modules[step.scale.index()].parameter.detach().to(::torch::kFloat).reshape({-1});
}

/// Weights whose results are multiplied by such a scale, if there is one.
[[nodiscard]] inline FoldedWeights scaled(FoldedWeights weights, const ::torch::Tensor& scale) {
  if (!scale.defined()) return weights;
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(weights.weight.dim()), 1);
  sizes.front() = scale.numel();
  return {weights.weight * scale.view(sizes), weights.bias * scale};
}

/// The weights of such a step, with its BatchNorm and its scale folded in.
/// Errors: as fold().
[[nodiscard]] inline FoldedWeights fold_step(const PlanSource& source, const LoweredStep& step) {
  const GraphView net = source.tables;
  const ModuleId id = net.call(step.call).module;
  const auto module = [&](ModuleId which) { return source.leaves.modules[which.index()].module; };
  const std::string path(net.path(id).view());
  const ::torch::nn::BatchNorm2dImpl* norm = step.norm.exists() ? module(step.norm)->as<::torch::nn::BatchNorm2d>() : nullptr;
  const auto* conv = module(id)->as<::torch::nn::Conv2d>();
  const auto* linear = module(id)->as<::torch::nn::Linear>();
  FoldedWeights folded =
      conv != nullptr ? fold(conv->weight, conv->bias, norm, path) : fold(linear->weight, linear->bias, norm, path);
  return scaled(std::move(folded), scale_of(source, step));
}

}  // namespace graft::detail
