#include "support/doctest.hpp"

#include <vector>

#include <graft/graph/describe.hpp>
#include <graft/graph/uses.hpp>

namespace uses_tests {

using namespace graft;

TEST_CASE("a value's uses are counted, auxiliary ones where they are asked for") {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 4, 4});
    net.conv("conv", 3);  // 1
    const auto conv = net.last();
    net.auxiliary("aux", [&] { net.flatten(); });  // 2
    net.relu("relu");                              // 3
    net.add(conv, net.last());                     // 4
    net.add(net.last(), net.last());               // 5
  });
  const Uses uses = uses_of(graph, 0, 6), all = uses_of(graph, 0, 6, true);
  CHECK(uses.count == std::vector<int>{1, 2, 0, 1, 2, 0});
  CHECK(uses.last == std::vector<CallId>{{1}, {4}, {}, {4}, {5}, {}});
  CHECK(all.count == std::vector<int>{1, 3, 0, 1, 2, 0});
  CHECK(uses_of(graph, 0, 4).last == std::vector<CallId>{{1}, {3}, {}, {}, {}, {}});
}

}  // namespace uses_tests
