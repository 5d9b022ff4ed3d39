#pragma once

#include <vector>

#include <graft/engine/training/detail/channel_passes.hpp>
#include <graft/graph/lower.hpp>

namespace graft::detail {

/// Whether a call may be part of a training program: its operation is known there. Of a module it is asked only for its kind
/// and its settings.
[[nodiscard]] constexpr bool trains_in_program(GraphView net, int call) {
  const Call& row = net.call(call);
  const auto whole_blocks = [&](int value) {
    return net.call(value).shape.rank() == 3 && net.call(value).shape[0] % MapSize::block == 0;
  };
  if (!whole_blocks(call)) return false;
  if (row.op == Op::add) return whole_blocks(net.inputs(call)[0]) && whole_blocks(net.inputs(call)[1]);
  if (row.op != Op::call_module) return false;
  if (net.is<Conv2d>(row.module)) {  // of images, too, whose channels lie apart
    const Shape in = net.call(net.inputs(call)[0]).shape;
    return whole_blocks(net.inputs(call)[0]) || (in.rank() == 3 && in[0] < MapSize::block);
  }
  if (const auto* pool = get_if<AdaptiveAvgPool2d>(&net.module(row.module).layer); pool != nullptr && !(pool->size == Size2(1)))
    return false;
  if (const auto* pool = get_if<MaxPool2d>(&net.module(row.module).layer); pool != nullptr && !(pool->dilation == Size2(1)))
    return false;
  return whole_blocks(net.inputs(call)[0]) && (net.is<BatchNorm2d>(row.module) || net.is<ReLU>(row.module) ||
                                               net.is<MaxPool2d>(row.module) || net.is<AdaptiveAvgPool2d>(row.module));
}

/// Whether a step is one of those that a training program has: a BatchNorm or a ReLU is there only behind a convolution, and a
/// ReLU behind a sum.
[[nodiscard]] constexpr bool trains_in_program(GraphView net, const LoweredStep& step) {
  const Call& row = net.call(step.call);
  if (row.op == Op::add) return true;
  return row.op == Op::call_module &&
         (net.is<Conv2d>(row.module) || net.is<MaxPool2d>(row.module) || net.is<AdaptiveAvgPool2d>(row.module));
}

/// The call up to which a training program can do the calls [first, last); `first` where it cannot do any. One value goes on
/// from there. `allowed` says of each call whether its module may be part of it.
[[nodiscard]] constexpr int training_range(GraphView net, int first, int last, const std::vector<char>& allowed) {
  for (int limit = last; limit > first;) {
    int cut = first;
    bool ends = false;
    for (int row = first; row < limit && !ends && allowed[static_cast<std::size_t>(row)] != 0 && trains_in_program(net, row);
         ++row) {
      bool crosses = false;  // a value other than the newest that somebody behind needs
      bool read = row == last - 1;
      for (int later = row + 1; later < last; ++later)
        for (const int source : net.inputs(later)) {
          crosses = crosses || source < row;
          read = read || source == row;
        }
      if (!read) break;  // gradients come from readers
      if (!crosses) cut = row + 1;
      ends = net.call(row).op == Op::call_module && net.is<AdaptiveAvgPool2d>(net.call(row).module);
    }
    if (cut == first) return first;
    int fits = cut;
    for (const LoweredStep& step : lower(net, first, cut, Sums::apart).steps)
      if (!trains_in_program(net, step) && step.call < fits) fits = step.call;
    if (fits == cut) return cut;
    limit = fits;
  }
  return first;
}

}  // namespace graft::detail
