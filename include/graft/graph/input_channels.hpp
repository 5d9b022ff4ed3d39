#pragma once

#include <cstddef>
#include <cstdint>

#include <graft/graph/detail/splice.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/infer.hpp>
#include <graft/graph/tables.hpp>

namespace graft {

/// The network for images of another number of channels, such as 1 (grey) or 4 (RGB and depth).
///
/// The convolutions that read the images change with it; pretrained filters are adapted, see adapt_input_channels().
/// Errors: as values in `check`: fewer than one channel; images whose values are read by anything but an ungrouped
/// Conv2d.
[[nodiscard]] constexpr Tables input_channels(GraphView net, std::int64_t channels) {
  Tables result = tables_of(net);
  if (!result.check.ok()) return result;
  for (CallId row{1}; row < net.call_count(); ++row) {
    const auto inputs = net.inputs(row);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i] != 0 || net.reads_size_alone(row, i)) continue;
      const ModuleId module = net.call(row).module;
      Conv2d* conv = module.exists() ? get_if<Conv2d>(&result.modules[module.index()].layer) : nullptr;
      if (conv == nullptr || conv->groups != 1) return detail::failed_edit(net, {Problem::no_convolution, module, 0, 0});
      if (channels < 1) return detail::failed_edit(net, {Problem::sizes_not_positive, module, 1, channels});
      conv->in = channels;
    }
  }
  result.calls.front().shape = net.input_shape().with(0, channels);
  infer(result);
  return result;
}

}  // namespace graft
