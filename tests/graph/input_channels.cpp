#include "graph/edits.hpp"

#include <graft/graph/input_channels.hpp>
#include <graft/zoo/resnet.hpp>

namespace input_channels_tests {

using namespace edit_tests;

TEST_CASE("the first convolution is widened and nothing else") {
  const Tables tables = input_channels(ResNet18::graph, 4);
  CHECK(tables.check.ok());
  CHECK(GraphView(tables).input_shape() == Shape{4, 224, 224});
  CHECK(GraphView(tables).parameter_count() == GraphView(ResNet18::graph).parameter_count() + 64 * 49);
  CHECK(tables.modules[1].origin == 1);
}

TEST_CASE("a network that begins with something else is refused") {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 4, 4});
    net.batch_norm("norm");
    net.conv("conv", 2);
  });
  CHECK(input_channels(graph, 1).check == Check{Problem::no_convolution, 1, 0, 0});
  CHECK(input_channels(ResNet18::graph, 0).check.problem == Problem::sizes_not_positive);
}

}  // namespace input_channels_tests
