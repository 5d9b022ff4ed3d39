#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/engine/eager/execute.hpp>
#include <graft/engine/eager/make_leaf.hpp>
#include <graft/engine/eager/resample_grid.hpp>

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
    return get<Parameter>(net.module(net.call(call).module).layer).batch_axis ? parameter : parameter.unsqueeze(0);
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
  ::torch::Tensor operator()(const op::Permute& permute) const { return inputs[0].permute(batched_axes(permute.axes)); }
  ::torch::Tensor operator()(const op::Select& select) const { return inputs[0].select(select.axis + 1, select.index); }
  ::torch::Tensor operator()(const op::Narrow& part) const { return inputs[0].narrow(part.axis + 1, part.start, part.length); }
  ::torch::Tensor operator()(const op::ChannelShuffle& shuffle) const {
    const ::torch::Tensor& maps = inputs[0];
    return maps.view({maps.size(0), shuffle.groups, maps.size(1) / shuffle.groups, maps.size(2), maps.size(3)})
        .transpose(1, 2)
        .reshape(maps.sizes());
  }
  ::torch::Tensor operator()(const op::Mean& mean) const {
    std::vector<std::int64_t> axes;
    for (std::int64_t axis = mean.from + 1; axis < inputs[0].dim(); ++axis) axes.push_back(axis);
    return inputs[0].mean(axes);
  }
  ::torch::Tensor operator()(const op::MergePatches&) const {
    const ::torch::Tensor padded =
        ::torch::constant_pad_nd(inputs[0], {0, 0, 0, inputs[0].size(2) % 2, 0, inputs[0].size(1) % 2});
    const auto every_second = [&](std::int64_t row, std::int64_t column) {
      return padded.slice(1, row, {}, 2).slice(2, column, {}, 2);
    };
    return ::torch::cat({every_second(0, 0), every_second(1, 0), every_second(0, 1), every_second(1, 1)}, -1);
  }
  ::torch::Tensor operator()(const op::Reshape& reshape) const {
    std::vector<std::int64_t> sizes = sizes_of(reshape.shape);
    if (!sizes.empty() && sizes.front() == 0) sizes.front() = -1;
    sizes.insert(sizes.begin(), inputs[0].size(0));
    return inputs[0].reshape(sizes);
  }
  ::torch::Tensor operator()(const op::ResamplePositions& resample) const {
    const ::torch::Tensor& positions = inputs[0];
    const std::int64_t prefix = resample.prefix, patches = positions.size(1) - prefix, side = resample.side_of(patches);
    const std::int64_t rows = inputs[1].size(2) / resample.patch, columns = inputs[1].size(3) / resample.patch;
    if (rows == side && columns == side) return positions;
    const ::torch::Tensor grid = resample_grid(positions.narrow(1, prefix, patches), rows, columns, GridRule::antialias);
    return prefix == 0 ? grid : ::torch::cat({positions.narrow(1, 0, prefix), grid}, 1);
  }
  ::torch::Tensor operator()(const op::Interpolate& interpolate) const {
    const ::torch::Tensor& maps = inputs[0];
    const std::array<std::int64_t, 2> size{inputs[1].size(2), inputs[1].size(3)};
    return interpolate.nearest ? at::upsample_nearest2d(maps, size) : at::upsample_bilinear2d(maps, size, false);
  }
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
  bool operator()(const op::Narrow&) const { return false; }
  bool operator()(const op::ChannelShuffle&) const { return false; }
  bool operator()(const op::Mean&) const { return true; }
  bool operator()(const op::MergePatches&) const { return true; }
  bool operator()(const op::Reshape&) const { return false; }
  bool operator()(const op::ResamplePositions&) const { return false; }
  bool operator()(const op::Interpolate&) const { return true; }
};

bool is_overwritable(GraphView net, CallId call, const Leaves& leaves) {
  static const Leaf none;
  const ModuleId module = net.call(call).module;
  return visit_operation(Overwritable{module.exists() ? leaves.modules[module.index()] : none, leaves.functions[call.index()]},
                         net.call(call).op);
}

}  // namespace graft::detail
