#include "support/doctest.hpp"

#include <graft/graph/graph.hpp>
#include <graft/graph/net.hpp>

namespace graph_tests {

using namespace graft;

struct Small {
  constexpr Tables operator()() const {
    Net net;
    net.input({3, 8, 8});
    net.conv("conv", 4, {.kernel = 3});
    net.flatten();
    net.classifier(net.linear("fc", 2));
    return std::move(net).tables();
  }
};

TEST_CASE("a constant graph has its tables at their exact sizes and equal to the draft's") {
  static constexpr auto graph = make_graph(Small{});
  static_assert(std::is_same_v<decltype(graph), const Graph<3, 4, 3>>);
  static_assert(graph.check().ok() && graph.view().classifier() == 2 && graph.find("fc") == 2);
  static_assert(graph.input_shape() == Shape{3, 8, 8} && graph.output_shape() == Shape{2});
  static_assert(graph.parameter_count() == (4 * 27 + 4) + (144 * 2 + 2));
  static_assert(graph.multiply_add_count() == 4 * 36 * 27 + 144 * 2);
  const Tables tables = Small{}();
  const GraphView constant = graph, drafted = tables;
  for (ModuleId row{0}; row < drafted.module_count(); ++row) {
    CHECK(constant.module(row).layer == drafted.module(row).layer);
    CHECK(constant.path(row) == drafted.path(row));
  }
  for (CallId row{0}; row < drafted.call_count(); ++row) CHECK(constant.call(row).shape == drafted.call(row).shape);
}

TEST_CASE("a graph of nothing is a graph") {
  static constexpr auto graph = make_graph([] { return Tables{}; });
  static_assert(graph.find("") == -1 && graph.output_shape() == Shape{} && graph.parameter_count() == 0);
}

}  // namespace graph_tests
