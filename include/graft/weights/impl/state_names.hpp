#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <graft/platform/gateway.hpp>
#include <graft/weights/detail/entry_name.hpp>
#include <graft/weights/state_names.hpp>

namespace graft {
namespace detail {

/// A shape as LibTorch takes it.
[[nodiscard]] inline std::vector<std::int64_t> shape_of(const Shape& shape) {
  std::vector<std::int64_t> sizes;
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) sizes.push_back(shape[axis]);
  return sizes;
}

}  // namespace detail

StateDict state_names(GraphView net) {
  std::vector<std::string> auxiliary;
  for (const Output& output : net.outputs()) {
    if (!net.call(output.call).auxiliary || !net.applies<Linear>(output.call)) continue;
    const std::string path(net.path(net.call(output.call).module).view());
    auxiliary.push_back(path.substr(0, path.find('.')) + ".");
  }
  StateDict names;
  const ::torch::Tensor number = ::torch::zeros({});
  for (ModuleId row{1}; row < net.module_count(); ++row)
    detail::visit_layer(
        [&](const auto& layer) {
          layer.each_state([&](const StateEntry& entry) {
            if (entry.role == StateEntry::Role::counter) return;
            const std::string name = detail::entry_name(net, row, entry.name);
            if (std::none_of(auxiliary.begin(), auxiliary.end(),
                             [&](const std::string& path) { return name.starts_with(path); }))
              names.set(name, number.expand(detail::shape_of(entry.shape)));
          });
        },
        net.module(row).layer);
  return names;
}

}  // namespace graft
