#pragma once

#include <string>
#include <string_view>

#include <graft/graph/graph_view.hpp>

namespace graft::detail {

/// The name of a module's tensor in a state_dict. That of a Parameter is its path.
[[nodiscard]] inline std::string entry_name(GraphView net, ModuleId module, std::string_view entry) {
  std::string name(net.path(module).view());
  if (!entry.empty()) name.append(".").append(entry);
  return name;
}

}  // namespace graft::detail
