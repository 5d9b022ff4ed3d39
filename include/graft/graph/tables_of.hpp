#pragma once

#include <graft/graph/graph_view.hpp>
#include <graft/graph/tables.hpp>

namespace graft {

/// A copy of a network's tables that can be edited.
[[nodiscard]] constexpr Tables tables_of(GraphView graph) {
  Tables tables;
  tables.modules.assign(graph.modules().begin(), graph.modules().end());
  tables.calls.assign(graph.calls().begin(), graph.calls().end());
  tables.inputs.assign(graph.all_inputs().begin(), graph.all_inputs().end());
  tables.classifier = graph.classifier();
  tables.check = graph.check();
  return tables;
}

}  // namespace graft
