#pragma once

#include <string>
#include <utility>

#include <graft/graph/graph_view.hpp>

namespace graft::detail {

/// The problem of a graph as one line of text, beginning with the module's path.
[[nodiscard]] inline std::string describe_problem(GraphView graph) {
  const Check& check = graph.check();
  std::string text(sentence(check.problem));
  for (const auto& [mark, number] : {std::pair{"{w}", check.wanted}, std::pair{"{g}", check.got}})
    if (const auto at = text.find(mark); at != std::string::npos) text.replace(at, 3, std::to_string(number));
  const bool known = check.module > 0 && check.module < graph.module_count();
  return std::string(known ? graph.path(check.module).view() : "the network") + " " + text;
}

}  // namespace graft::detail
