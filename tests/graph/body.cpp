#include "graph/edits.hpp"

#include <graft/graph/body.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/googlenet.hpp>
#include <graft/zoo/inception_v3.hpp>
#include <graft/zoo/resnet.hpp>
#include <graft/zoo/squeezenet.hpp>

namespace body_tests {

using namespace edit_tests;

TEST_CASE("the body of a network gives its last feature maps") {
  CHECK(GraphView(body(ResNet50::graph)).output_shape() == Shape{2048, 7, 7});
  CHECK(GraphView(body(AlexNet::graph)).output_shape() == Shape{256, 6, 6});
  const Tables tables = body(ResNet50::graph);
  check_indices(tables);
  CHECK(GraphView(tables).find("fc") == -1);
  CHECK(GraphView(tables).find("avgpool") == -1);
  CHECK(GraphView(tables).find("layer4.2.relu") > 0);
  CHECK(tables.classifier == -1);
}

TEST_CASE("a body ends before a classifier that is a convolution, and before dropouts") {
  const Tables squeezenet = body(SqueezeNet1_0::graph), inception = body(InceptionV3::graph);
  CHECK(GraphView(squeezenet).output_shape() == Shape{512, 13, 13});
  CHECK(GraphView(squeezenet).find("classifier") == -1);
  CHECK(GraphView(inception).output_shape() == Shape{2048, 8, 8});
  CHECK(GraphView(inception).find("avgpool") == -1);
}

TEST_CASE("a network can end behind any of its modules") {
  const Tables tables = up_to(ResNet50::graph, "layer2");
  check_indices(tables);
  CHECK(GraphView(tables).output_shape() == Shape{512, 28, 28});
  CHECK(GraphView(tables).find("layer3") == -1);
  CHECK(up_to(ResNet50::graph, "layer5").check.problem == Problem::no_such_path);
}

TEST_CASE("where a network ends in what was auxiliary, that runs always") {
  const Tables tables = up_to(GoogLeNet::graph, "aux1");
  const GraphView net = tables;
  check_indices(net);
  CHECK(net.output_shape() == Shape{1000});
  CHECK(net.outputs().size() == 1);
  for (CallId row{0}; row < net.call_count(); ++row) CHECK_FALSE(net.call(row).auxiliary);
}

TEST_CASE("a module that runs before and behind the cut stays") {
  const Tables tables = up_to(Small::graph, "stage.0.bn");
  check_indices(tables);
  CHECK(GraphView(tables).find("stage.0.relu") == -1);
  const Tables longer = up_to(Small::graph, "stage.0.conv2");
  CHECK(GraphView(longer).find("stage.0.relu") > 0);
}

}  // namespace body_tests
