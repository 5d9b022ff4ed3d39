#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <graft/engine/plan/detail/folded.hpp>
#include <graft/engine/plan/plan_source.hpp>
#include <graft/graph/lower.hpp>

namespace graft::detail {

/// Whether a step is a convolution or a linear layer.
[[nodiscard]] inline bool has_weights(const PlanSource& source, const LoweredStep& step) {
  const GraphView net = source.tables;
  return net.calls_module(step.call) && (net.applies<Conv2d>(step.call) || net.applies<Linear>(step.call));
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
  if (step.scale.exists()) {
    const ::torch::NoGradGuard no_grad;
    const ::torch::Tensor scale = source.leaves.modules[step.scale.index()].parameter.to(::torch::kFloat).reshape({-1});
    std::vector<std::int64_t> sizes(static_cast<std::size_t>(folded.weight.dim()), 1);
    sizes.front() = scale.numel();
    folded = {folded.weight * scale.view(sizes), folded.bias * scale};
  }
  return folded;
}

}  // namespace graft::detail
