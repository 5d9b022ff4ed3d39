#include "support/doctest.hpp"

#include <graft/graph/closest_module.hpp>
#include <graft/zoo/resnet.hpp>

namespace closest_module_tests {

using namespace graft;

TEST_CASE("a path of as many parts is the closer one") {
  const GraphView net = ResNet50::graph;
  CHECK(net.path(closest_module(net, "layer5")) == "layer4");
  CHECK(net.path(closest_module(net, "layer4.0.conv9")) == "layer4.0.conv3");
}

}  // namespace closest_module_tests
