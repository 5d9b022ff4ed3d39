#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <graft/graph/detail/splice.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/infer.hpp>
#include <graft/graph/tables.hpp>
#include <graft/graph/tables_of.hpp>

namespace graft {

/// From where on the filters of a dilated stage are spread.
enum class Dilation : std::uint8_t {
  behind_stride,  ///< behind the convolution that loses its stride, which sees what it saw: torchvision's ResNets
  at_stride,      ///< from that convolution on: torchvision's MobileNetV3
};

namespace detail {

/// What became of layers that were dilated: the first call whose shape is to be inferred again, and the problem where that was
/// not possible; the layers are changed in part then.
struct Dilated {
  CallId first_changed{};
  Check check{};
};

/// Puts dilation in the place of strides in the modules of a network themselves; see dilated().
[[nodiscard]] constexpr Dilated dilate(GraphView net, Module* modules, int first_stage, Dilation from) {
  std::vector<std::int64_t> spread(net.calls().size(), 1);  // pixels between those of each value that were neighbours before
  std::int64_t* const of = spread.data();
  CallId first_changed{};
  for (CallId row{1}; row < net.call_count(); ++row) {
    const auto inputs = net.inputs(row);
    std::int64_t before = 1;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (of[inputs[i].row] > before && !net.reads_size_alone(row, i)) before = of[inputs[i].row];
    of[row.row] = before;
    const ModuleId module = net.module_of(row);
    if (module <= 0 || net.stage(module) < first_stage || net.call(row).auxiliary) continue;
    const Dilated problem{first_changed, {Problem::no_dilation, module, 0, 0}};
    Conv2d* const conv = net.calls_module(row) ? get_if<Conv2d>(&modules[module.row].layer) : nullptr;
    if (conv == nullptr) {
      const bool is_pool = net.applies<MaxPool2d>(row) || net.applies<AvgPool2d>(row);
      if (!is_pool && !is_a<op::MergePatches>(net.call(row).op)) continue;
      if (before > 1 || net.call(row).shape != net.call(inputs.front()).shape) return problem;
      continue;
    }
    if (conv->stride.height != conv->stride.width) return problem;
    const std::int64_t stride = conv->stride.height;
    of[row.row] = before * stride;
    const std::int64_t own = from == Dilation::at_stride ? before * stride : before;
    if ((conv->kernel.height % 2 == 0 || conv->kernel.width % 2 == 0) && (stride > 1 || own > 1)) return problem;
    if (stride == 1 && own == 1) continue;
    if (!first_changed.exists()) first_changed = row;
    conv->stride = conv->stride.as_one ? Size2(1) : Size2(1, 1);
    const auto change = [&](std::int64_t kernel, std::int64_t& dilation, std::int64_t& padding) {
      if (kernel < 2 || own < 2) return;
      padding += (kernel - 1) / 2 * (own - 1) * dilation;
      dilation *= own;
    };
    change(conv->kernel.height, conv->dilation.height, conv->padding.height);
    change(conv->kernel.width, conv->dilation.width, conv->padding.width);
  }
  return {first_changed, {}};
}

}  // namespace detail

/// The network with dilation in place of the strides of its stages from `first_stage` on: its maps stay as large as those
/// before them, and each filter sees pixels as far apart as before.
///
/// Parameters stay as they are, so that weights of the network fit. Net::dilate() does it while a network is described.
/// Errors: as values in `check`: a stride of a layer that is no convolution, or whose filter has no middle, cannot be dilated.
/// Source: Yu and Koltun, "Multi-Scale Context Aggregation by Dilated Convolutions", 2015; torchvision's
///         replace_stride_with_dilation (ResNet) and dilated (MobileNetV3).
[[nodiscard]] constexpr Tables dilated(GraphView net, int first_stage, Dilation from = Dilation::behind_stride) {
  Tables result = tables_of(net);
  if (!result.check.ok()) return result;
  const detail::Dilated done = detail::dilate(net, result.modules.data(), first_stage, from);
  if (!done.check.ok()) return detail::failed_edit(net, done.check);
  if (done.first_changed.exists()) infer(result, done.first_changed.index());
  return result;
}

}  // namespace graft
