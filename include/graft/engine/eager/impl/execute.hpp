#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/engine/eager/execute.hpp>

namespace graft::detail {

/// Executes a call: one overload for each kind of operation.
struct Execution {
  GraphView net;
  CallId call;
  const Leaves& leaves;
  std::span<const ::torch::Tensor> inputs;
  bool may_overwrite;

  [[nodiscard]] const Leaf& module() const { return leaves.modules[net.call(call).module.index()]; }

  /// Two operands with equal ranks, for broadcasting: axes are inserted after the batch axis, so the last ones match.
  [[nodiscard]] std::pair<::torch::Tensor, ::torch::Tensor> aligned() const {
    ::torch::Tensor a = inputs[0], b = inputs[1];
    while (a.dim() < b.dim()) a = a.unsqueeze(1);
    while (b.dim() < a.dim()) b = b.unsqueeze(1);
    return {a, b};
  }

  ::torch::Tensor operator()(const op::Input&) const { throw ShapeError("a network has one input"); }
  ::torch::Tensor operator()(const op::CallModule&) const { return module().forward(inputs[0], may_overwrite); }
  ::torch::Tensor operator()(const op::CallLayer&) const {
    return leaves.functions[call.index()].forward(inputs[0], may_overwrite);
  }
  ::torch::Tensor operator()(const op::GetAttr&) const {
    const ::torch::Tensor& parameter = module().parameter;
    return std::get<Parameter>(net.module(net.call(call).module).layer).batch_axis ? parameter : parameter.unsqueeze(0);
  }
  ::torch::Tensor operator()(const op::Add&) const {
    if (may_overwrite && inputs[0].sizes() == inputs[1].sizes()) return ::torch::Tensor(inputs[0]).add_(inputs[1]);
    const auto [a, b] = aligned();
    return a + b;
  }
  ::torch::Tensor operator()(const op::Multiply&) const {
    const auto [a, b] = aligned();
    return a * b;
  }
  ::torch::Tensor operator()(const op::Concat& concat) const {
    std::int64_t examples = 1;
    for (const ::torch::Tensor& input : inputs) examples = std::max(examples, input.size(0));
    std::vector<::torch::Tensor> parts;
    for (const ::torch::Tensor& input : inputs) {
      std::vector<std::int64_t> sizes = input.sizes().vec();
      sizes.front() = examples;
      parts.push_back(input.expand(sizes));
    }
    return ::torch::cat(parts, concat.axis + 1);
  }
  ::torch::Tensor operator()(const op::Flatten& flatten) const { return inputs[0].flatten(flatten.from + 1); }
  ::torch::Tensor operator()(const op::Permute& permute) const {
    std::vector<std::int64_t> axes{0};
    for (std::size_t axis = 0; axis < permute.axes.rank(); ++axis) axes.push_back(permute.axes[axis] + 1);
    return inputs[0].permute(axes);
  }
  ::torch::Tensor operator()(const op::Select& select) const { return inputs[0].select(select.axis + 1, select.index); }
};

::torch::Tensor execute(GraphView net, CallId call, const Leaves& leaves, std::span<const ::torch::Tensor> inputs,
                        bool may_overwrite) {
  return visit_operation(Execution{net, call, leaves, inputs, may_overwrite}, net.call(call).op);
}

/// Whether the value of a call is overwritable: one overload for each kind of operation. See is_overwritable().
struct Overwritable {
  const Leaf& module;
  const Leaf& function;

  bool operator()(const op::Input&) const { return false; }
  bool operator()(const op::CallModule&) const { return module.overwritable; }
  bool operator()(const op::CallLayer&) const { return function.overwritable; }
  bool operator()(const op::GetAttr&) const { return false; }
  bool operator()(const op::Add&) const { return true; }
  bool operator()(const op::Multiply&) const { return true; }
  bool operator()(const op::Concat&) const { return true; }
  bool operator()(const op::Flatten&) const { return false; }
  bool operator()(const op::Permute&) const { return false; }
  bool operator()(const op::Select&) const { return false; }
};

bool is_overwritable(GraphView net, CallId call, const Leaves& leaves) {
  static const Leaf none;
  const ModuleId module = net.call(call).module;
  return visit_operation(Overwritable{module.exists() ? leaves.modules[module.index()] : none, leaves.functions[call.index()]},
                         net.call(call).op);
}

}  // namespace graft::detail
