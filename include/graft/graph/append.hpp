#pragma once

#include <cstddef>
#include <string_view>

#include <graft/graph/closest_module.hpp>
#include <graft/graph/detail/splice.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/infer.hpp>
#include <graft/graph/piece.hpp>
#include <graft/graph/region.hpp>
#include <graft/graph/tables.hpp>

namespace graft {

namespace detail {

/// Reports new children that have the name of an older one, as describing a network does.
constexpr void check_names(Tables& tables, ModuleId container, int first_new) {
  for (ModuleId row{first_new}; row.index() < tables.modules.size(); ++row) {
    const Module& added = tables.modules[row.index()];
    if (added.parent != container) continue;
    for (ModuleId other{container + 1}; other < row; ++other) {
      const Module& older = tables.modules[other.index()];
      if (older.parent == container && older.name == added.name && tables.check.ok())
        tables.check = {Problem::duplicate_name, row, 0, 0};
    }
  }
}

}  // namespace detail

/// The network with pieces appended to a module: Python's `net.classifier.add_module('7', nn.ReLU())`.
///
/// They are registered last in it and called in order after its last call; with the empty path, in the network itself.
/// (Python's `add_module` on a module other than a Sequential registers without calling.) Where the network then ends in a
/// Linear among them, it becomes the classifier.
/// Errors: as values in `check`: no such path (at the row of the closest one); a name that is taken or not allowed; a module
///         that is never called; shapes that do not fit.
template <class... Ps>
[[nodiscard]] constexpr Tables append(GraphView net, std::string_view path, const Ps&... pieces) {
  if (!net.check().ok()) return tables_of(net);
  const ModuleId container = net.find(path);
  if (!container.exists()) return detail::failed_edit(net, {Problem::no_such_path, closest_module(net, path), 0, 0});
  if (!is_container(net.module(container).layer)) return detail::failed_edit(net, {Problem::not_a_sequential, container, 0, 0});

  Region region = region_of(net, container);
  if (container == 0) region = {{1}, {net.call_count() - 1}, {0}, true};
  if (!region.last.exists() || !region.whole) return detail::failed_edit(net, {Problem::not_one_chain, container, 0, 0});

  const int before = net.end_of(container);
  int children = 0;
  for (ModuleId row{container + 1}; row < before; ++row) children += net.module(row).parent == container ? 1 : 0;
  const Tables described = detail::tables_of_pieces(net.call(region.last).shape, children, pieces...);
  const bool at_the_end = region.last == net.call_count() - 1;
  const Region nothing{{region.last + 1}, region.last, region.last, true};
  Tables result = detail::splice(net, {container, {before}, 0, nothing}, described);
  if (!described.check.ok()) {
    result.check = described.check;
    if (result.check.module > 0) result.check.module.row += before - 1;
  }
  detail::check_names(result, container, before);
  infer(result, nothing.first.index());  // earlier calls have not changed
  if (at_the_end && result.check.ok()) {
    const Call& last = result.calls.back();
    const bool ours = is_a<op::CallModule>(last.op) && last.module >= before &&
                      last.module < before + static_cast<int>(described.modules.size()) - 1;
    if (ours && is_a<Linear>(result.modules[last.module.index()].layer)) result.classifier = last.module;
  }
  return result;
}

}  // namespace graft
