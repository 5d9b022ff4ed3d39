#include "graph/edits.hpp"

#include <graft/graph/to_dot.hpp>

namespace to_dot_tests {

using namespace edit_tests;

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t found = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

TEST_CASE("each call is a node and each use of a value an edge") {
  const GraphView net = Small::graph;
  const std::string dot = to_dot(net);
  std::size_t uses = 0;
  for (CallId row{0}; row < net.call_count(); ++row) uses += net.inputs(row).size();
  CHECK(count(dot, " -> ") == uses);
  CHECK(count(dot, "label=\"") == static_cast<std::size_t>(net.call_count()) + 4);  // and a box for each container
  CHECK(dot.find("stage.0.conv\\nConv2d(4, 4, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))\\n4 x 8 x 8") !=
        std::string::npos);
  CHECK(dot.starts_with("digraph \"Small\" {"));
  CHECK(dot.ends_with("}\n"));
}

}  // namespace to_dot_tests
