#pragma once

#include <cstddef>
#include <string_view>

#include <graft/core/decimal.hpp>
#include <graft/graph/closest_module.hpp>
#include <graft/graph/detail/splice.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/infer.hpp>
#include <graft/graph/region.hpp>
#include <graft/graph/tables.hpp>

namespace graft {
namespace detail {

/// Removes a module and its region, without inferring shapes again.
[[nodiscard]] constexpr Tables cut_out(GraphView net, ModuleId gone, const Region& region) {
  if (!region.whole) return failed_edit(net, {Problem::not_one_chain, gone, 0, 0});
  return splice(net, {net.module(gone).parent, gone, net.end_of(gone) - gone, region}, {});
}

/// Whether a container is a Sequential whose children are named 0, 1, 2, ...
[[nodiscard]] constexpr bool is_numbered(GraphView net, ModuleId container) {
  if (!net.is<Sequential>(container)) return false;
  int position = 0;
  for (ModuleId row{container + 1}, end{net.end_of(container)}; row < end; ++row)
    if (net.module(row).parent == container && !(net.module(row).name == decimal(position++))) return false;
  return true;
}

}  // namespace detail

/// The network without a module and all modules inside it: Python's `del net.classifier` and `del net.classifier[6]`.
///
/// Uses of its output become uses of its input. In a Sequential whose modules are named by their positions, later ones are
/// renumbered, as in PyTorch since 1.13. A network without its classifier returns features.
/// Errors: as values in `check`: no such module; calls that are not one run; shapes that no longer fit.
[[nodiscard]] constexpr Tables remove(GraphView net, ModuleId gone) {
  if (!net.check().ok()) return tables_of(net);
  if (gone <= 0 || gone >= net.module_count()) return detail::failed_edit(net, {Problem::no_such_path, gone, 0, 0});
  const ModuleId parent = net.module(gone).parent;
  const bool numbered = detail::is_numbered(net, parent);
  const Region region = region_of(net, gone);
  Tables result = detail::cut_out(net, gone, region);
  Module* const modules = result.modules.data();
  int position = 0;
  for (int row = parent + 1, end = GraphView(result).end_of(parent); numbered && row < end; ++row)
    if (modules[row].parent == parent) modules[row].name = decimal(position++);
  if (region.first.exists()) infer(result, region.first.index());  // earlier calls have not changed
  return result;
}

/// The same by path.
/// Errors: for a path that does not exist, Problem::no_such_path at the row of the closest one.
[[nodiscard]] constexpr Tables remove(GraphView net, std::string_view path) {
  const ModuleId module = net.find(path);
  if (module <= 0) return detail::failed_edit(net, {Problem::no_such_path, closest_module(net, path), 0, 0});
  return remove(net, module);
}
[[nodiscard]] constexpr Tables remove(GraphView net, int row) = delete;  // `remove(net, 0)` would be a path

}  // namespace graft
