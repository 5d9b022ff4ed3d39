#include "support/doctest.hpp"

#include <graft/graph/layer/container.hpp>

namespace container_tests {

using namespace graft;

TEST_CASE("containers print as Python prints them") {
  static_assert(Sequential::kind == "Sequential" && Block{"Bottleneck"}.name == "Bottleneck");
  static_assert(Block{"Bottleneck"} == Block{"Bottleneck"} && Block{"Bottleneck"} != Block{"BasicBlock"});
}

}  // namespace container_tests
