#pragma once

#include <span>
#include <vector>

#include <graft/graph/graph_view.hpp>

namespace graft::detail {

/// The part of a network that some of its values are computed by.
struct NeededPart {
  std::vector<char> modules, calls;  ///< whether each row belongs to it; calls behind the last one are left out
  ModuleId root{0};                  ///< the container in which all its modules are: the network, or its `features`
};

[[nodiscard]] constexpr NeededPart needed_part(GraphView net, std::span<const CallId> values) {
  CallId last{0};
  for (const CallId value : values) last = value > last ? value : last;
  NeededPart part{std::vector<char>(net.modules().size(), 0), std::vector<char>(last.index() + 1, 0)};
  char *const modules = part.modules.data(), *const calls = part.calls.data();
  for (const CallId value : values) calls[value.row] = 1;
  for (CallId row = last; row > 0; --row) {
    if (calls[row.row] == 0) continue;
    for (const CallId source : net.inputs(row)) calls[source.row] = 1;
    for (ModuleId of : {net.call(row).owner, net.call(row).module})
      for (; of > 0 && modules[of.row] == 0; of = net.module(of).parent) modules[of.row] = 1;
  }
  int children = 0;
  ModuleId child{};
  for (ModuleId row{1}; row < net.module_count(); ++row) {
    const ModuleId parent = net.module(row).parent;
    if (modules[row.row] == 0 && modules[parent.row] != 0 && net.is_inside_layer(row)) modules[row.row] = 1;
    if (modules[row.row] != 0 && parent == 0) ++children, child = row;
  }
  if (children == 1 && net.module(child).name == features_name && is_container(net.module(child).layer)) part.root = child;
  return part;
}

}  // namespace graft::detail
