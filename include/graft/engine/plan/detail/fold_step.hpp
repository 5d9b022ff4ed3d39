#pragma once

#include <cstddef>
#include <string>

#include <graft/engine/plan/detail/folded.hpp>
#include <graft/engine/plan/plan_source.hpp>
#include <graft/graph/lower.hpp>

namespace graft::detail {

/// Whether a step is a convolution or a linear layer.
[[nodiscard]] inline bool has_weights(const PlanSource& source, const LoweredStep& step) {
  const GraphView net = source.tables;
  return net.calls_module(step.call) && (net.applies<Conv2d>(step.call) || net.applies<Linear>(step.call));
}

/// The weights of such a step, with its BatchNorm folded in.
/// Errors: as fold().
[[nodiscard]] inline FoldedWeights fold_step(const PlanSource& source, const LoweredStep& step) {
  const GraphView net = source.tables;
  const ModuleId id = net.call(step.call).module;
  const auto module = [&](ModuleId which) { return source.leaves.modules[which.index()].module; };
  const std::string path(net.path(id).view());
  const ::torch::nn::BatchNorm2dImpl* norm = step.norm.exists() ? module(step.norm)->as<::torch::nn::BatchNorm2d>() : nullptr;
  if (const auto* conv = module(id)->as<::torch::nn::Conv2d>()) return fold(conv->weight, conv->bias, norm, path);
  const auto* linear = module(id)->as<::torch::nn::Linear>();
  return fold(linear->weight, linear->bias, norm, path);
}

}  // namespace graft::detail
