#include "support/doctest.hpp"

#include <graft/policy/at.hpp>
#include <graft/zoo/resnet.hpp>

namespace at_tests {

using namespace graft;

TEST_CASE("a path in a type names the row with that path") {
  static_assert(At<"layer4.2.conv3">::path() == "layer4.2.conv3");
  static_assert(At<"layer4.2.conv3">::find(ResNet50::graph) == ResNet50::graph.find("layer4.2.conv3"));
  static_assert(At<"layer4.2">::find(ResNet18::graph) == -1 && At<"">::find(ResNet18::graph) == 0);
}

}  // namespace at_tests
