#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string_view>
#include <vector>

#include <graft/graph/closest_module.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/infer.hpp>
#include <graft/graph/region.hpp>
#include <graft/graph/remove.hpp>
#include <graft/graph/tables.hpp>

namespace graft {

/// The end of a slice that includes the last module.
inline constexpr int to_the_end = std::numeric_limits<int>::max();

/// The network with only the modules [begin, end) of a Sequential: Python's `net.classifier = net.classifier[begin:end]`.
///
/// Negative positions count from the end, and positions out of range are clamped, as in Python. Modules keep their names.
/// Errors: as values in `check`: no such path (at the row of the closest one); a module that is no Sequential; calls that are
///         not one run; shapes that no longer fit.
[[nodiscard]] constexpr Tables slice(GraphView net, std::string_view path, int begin, int end = to_the_end) {
  if (!net.check().ok()) return tables_of(net);
  const ModuleId container = net.find(path);
  if (container <= 0) return detail::failed_edit(net, {Problem::no_such_path, closest_module(net, path), 0, 0});
  if (!net.is<Sequential>(container)) return detail::failed_edit(net, {Problem::not_a_sequential, container, 0, 0});

  std::vector<ModuleId> children;
  for (ModuleId row{container + 1}; row < net.module_count(); ++row)
    if (net.module(row).parent == container) children.push_back(row);
  const int count = static_cast<int>(children.size());
  const auto position = [&](int given) { return std::clamp(given < 0 ? given + count : given, 0, count); };
  const int from = position(begin), to = std::max(from, position(end));

  Tables result = tables_of(net);
  for (int i = count - 1; i >= 0; --i) {  // from the last: earlier rows do not move
    const ModuleId child = children[static_cast<std::size_t>(i)];
    if (i < from || i >= to) result = detail::cut_out(result, child, region_of(result, child));
  }
  infer(result);
  return result;
}

}  // namespace graft
