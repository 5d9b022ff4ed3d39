#pragma once

#include <graft/graph/graph_view.hpp>
#include <graft/graph/tables.hpp>

namespace graft {

/// A copy of a network's tables that can be edited.
[[nodiscard]] constexpr Tables tables_of(GraphView graph) {
  Tables tables;
  const auto copy = [](auto rows, auto& to) { to.assign(rows.data(), rows.data() + rows.size()); };
  copy(graph.modules(), tables.modules);
  copy(graph.calls(), tables.calls);
  copy(graph.all_inputs(), tables.inputs);
  tables.classifier = graph.classifier();
  for (const Output& output : graph.outputs()) tables.outputs.add(output);
  tables.check = graph.check();
  return tables;
}

}  // namespace graft
