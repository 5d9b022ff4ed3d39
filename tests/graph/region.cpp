#include "graph/edits.hpp"

#include <graft/graph/region.hpp>

namespace region_tests {

using namespace edit_tests;

TEST_CASE("a residual block is one region, with its sum") {
  const GraphView net = Small::graph;
  const Region region = region_of(net, net.find("stage.0"));
  CHECK(region.whole);
  CHECK(region.last - region.first + 1 == 6);
  CHECK(net.call(region.entry).module == net.find("stem"));
}

TEST_CASE("a module that is called twice with others in between is not one") {
  const GraphView net = Small::graph;
  CHECK_FALSE(region_of(net, net.find("stage.0.relu")).whole);
}

TEST_CASE("a module that is never called has no calls") {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3});
    net.module("idle", Linear{.out = 2, .in = 3});
    net.linear("fc", 2);
  });
  const Region region = region_of(graph, {1});
  CHECK(region.first == -1);
  CHECK(region.whole);
}

}  // namespace region_tests
