#pragma once

#include "support/torch_doctest.hpp"

#include <limits>

#include <graft/engine/plan/detail/make_plan_backend.hpp>
#include <graft/engine/plan/plan.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/network/network.hpp>

namespace plan_tests {

using namespace graft;
using torch::Tensor;

/// Running statistics as a trained network has them: those of a new one fold into nothing.
inline void settle(Network& net) {
  const torch::NoGradGuard no_grad;
  for (auto& buffer : net.named_buffers()) {
    if (buffer.key().ends_with("running_mean")) buffer.value().normal_(0, 0.2);
    if (buffer.key().ends_with("running_var")) buffer.value().uniform_(0.5, 1.5);
  }
  for (auto& parameter : net.named_parameters())
    if (parameter.value().dim() == 1) parameter.value().uniform_(0.5, 1.5);
  net.eval();
}

inline double difference(const Tensor& got, const Tensor& wanted) {
  if (got.sizes() != wanted.sizes()) return std::numeric_limits<double>::infinity();
  return ((got - wanted).abs().max() / wanted.abs().max()).item<double>();
}

inline Tensor eager(Network& net, const Tensor& images) {
  const torch::NoGradGuard no_grad;
  return net.forward(images);
}

/// What LibTorch's own operations give, which a plan uses where graft is built without oneDNN.
inline Tensor by_libtorch(const Network& net, const Tensor& images, ComputeType type) {
  return graft::detail::make_torch_backend(net, type, 4)->run(images);
}

/// Whether the calls from `first` on need no other value of before than the last.
inline bool goes_on_alone(GraphView net, int first) {
  for (CallId row{first}; row < net.call_count(); ++row)
    for (const int input : net.inputs(row))
      if (input < first - 1) return false;
  return true;
}

/// Plans of all parts of a network, from the start and to the end, beside its own layers.
inline void compare_parts(Network& net, const Tensor& images) {
  const GraphView graph = net.graph();
  const torch::NoGradGuard no_grad;
  for (int last = 1; last <= graph.call_count(); ++last) {
    const Tensor wanted = net.run(images, 1, last);
    if (wanted.size(0) != images.size(0)) continue;  // a parameter, which is there once
    CHECK_MESSAGE(difference(Plan(net, {.type = ComputeType::f32, .last = last})(images), wanted) < 1e-5, "up to call ", last);
  }
  const Tensor whole = net.forward(images);
  for (CallId first{2}; first < graph.call_count(); ++first) {
    if (!goes_on_alone(graph, first)) continue;
    const Tensor before = net.run(images, 1, first);
    CHECK_MESSAGE(difference(Plan(net, {.type = ComputeType::f32, .first = first})(before), whole) < 1e-5, "from call ", first);
  }
}

}  // namespace plan_tests
