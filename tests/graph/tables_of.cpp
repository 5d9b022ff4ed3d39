#include "support/doctest.hpp"

#include <graft/graph/tables_of.hpp>
#include <graft/zoo/alexnet.hpp>

namespace tables_of_tests {

TEST_CASE("tables_of copies every table of a constant graph") {
  const graft::Tables tables = graft::tables_of(graft::AlexNet::graph);
  const graft::GraphView graph = graft::AlexNet::graph, copy = tables;
  CHECK(copy.module_count() == graph.module_count());
  CHECK(copy.call_count() == graph.call_count());
  CHECK(copy.all_inputs().size() == graph.all_inputs().size());
  CHECK(copy.classifier() == graph.classifier());
  CHECK(copy.parameter_count() == graph.parameter_count());
  CHECK(copy.path(copy.classifier()).view() == "classifier.6");
}

TEST_CASE("tables_of copies the problem of a broken graph") {
  static constexpr auto broken = graft::describe([](auto& net) {
    net.input({3, 8, 8});
    net.conv("conv", 4, {.in = 5});
  });
  CHECK(graft::tables_of(broken).check == broken.check());
  CHECK_FALSE(graft::tables_of(broken).check.ok());
}

}  // namespace tables_of_tests
