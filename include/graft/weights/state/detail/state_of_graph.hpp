#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <graft/graph/graph_view.hpp>
#include <graft/graph/layer/layer.hpp>

namespace graft::detail {

/// The name of a module's tensor in a state_dict. That of a Parameter is its path.
[[nodiscard]] inline std::string entry_name(GraphView net, ModuleId module, std::string_view entry) {
  std::string name(net.path(module).view());
  if (!entry.empty()) name.append(".").append(entry);
  return name;
}

/// Calls `visit(name, sizes)` for each tensor of a network but the counts of batches, which old files lack.
template <class Visit>
void each_tensor(GraphView net, Visit visit) {
  for (ModuleId row{1}; row < net.module_count(); ++row)
    visit_layer(
        [&](const auto& layer) {
          layer.each_state([&](const StateEntry& entry) {
            if (entry.role == StateEntry::Role::counter) return;
            std::vector<std::int64_t> sizes;
            for (std::size_t axis = 0; axis < entry.shape.rank(); ++axis) sizes.push_back(entry.shape[axis]);
            visit(entry_name(net, row, entry.name), sizes);
          });
        },
        net.module(row).layer);
}

/// Paths of the linear layers of auxiliary classifiers, which torchvision leaves out of what it loads. The first part of a path
/// is the whole of such a classifier.
[[nodiscard]] inline std::vector<std::string> auxiliary_classifiers(GraphView net) {
  std::vector<std::string> paths;
  for (const Output& output : net.outputs())
    if (net.call(output.call).auxiliary && net.applies<Linear>(output.call))
      paths.emplace_back(net.path(net.call(output.call).module).view());
  return paths;
}

}  // namespace graft::detail
