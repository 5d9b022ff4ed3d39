#include "support/doctest.hpp"

#include <graft/graph/remove.hpp>
#include <graft/zoo/googlenet.hpp>

namespace googlenet_tests {

using namespace graft;

TEST_CASE("GoogLeNet has nine inceptions, and two classifiers beside its own") {
  constexpr GraphView net = GoogLeNet::graph;
  static_assert(net.parameter_count() == 13'004'888 && net.outputs().size() == 2);
  static_assert(net.path(net.classifier()) == "fc" && net.outputs()[0].name == "aux1" && net.outputs()[1].name == "aux2");
  int concatenations = 0;
  for (CallId row{0}; row < net.call_count(); ++row) concatenations += is_a<op::Concat>(net.call(row).op) ? 1 : 0;
  CHECK(concatenations == 9);
  for (const Output& output : net.outputs()) {
    CHECK(net.call(output.call).shape == Shape{1000});
    CHECK(net.call(output.call).auxiliary);
  }
}

TEST_CASE("the auxiliary classifiers cost nothing but parameters, and can be taken out") {
  const GraphView net = GoogLeNet::graph;
  const Tables one = remove(net, "aux1"), none = remove(GraphView(one), "aux2");
  CHECK(GraphView(one).outputs().size() == 1);
  CHECK(GraphView(none).outputs().empty());
  CHECK(GraphView(none).parameter_count() == 6'624'904);  // torchvision's number
  CHECK(GraphView(none).multiply_add_count() == net.multiply_add_count());
  CHECK(GraphView(none).output_shape() == Shape{1000});
}

}  // namespace googlenet_tests
