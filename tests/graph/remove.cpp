#include "graph/edits.hpp"

#include <graft/graph/remove.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

namespace remove_tests {

using namespace edit_tests;

TEST_CASE("without its classifier a network gives features") {
  const Tables tables = remove(Small::graph, "classifier");
  check_indices(tables);
  CHECK(tables.check.ok());
  CHECK(tables.classifier == -1);
  CHECK(GraphView(tables).output_shape() == Shape{4});
  CHECK(GraphView(tables).find("classifier") == -1);
}

TEST_CASE("a residual block goes out whole, and those behind move up in number") {
  const Tables tables = remove(Small::graph, "stage.0");
  const GraphView net = tables;
  check_indices(net);
  CHECK(net.check().ok());
  CHECK(net.find("stage.1") == -1);
  CHECK(net.find("stage.0.conv2") > 0);
  CHECK(net.module(net.find("stage.0")).origin == GraphView(Small::graph).find("stage.1"));
  CHECK(net.output_shape() == Shape{5});
  CHECK(net.call_count() == GraphView(Small::graph).call_count() - 6);
}

TEST_CASE("blocks of ResNet-50 that do not change the shape can go") {
  const Tables tables = remove(ResNet50::graph, "layer4.2");
  CHECK(tables.check.ok());
  CHECK(GraphView(tables).parameter_count() < GraphView(ResNet50::graph).parameter_count());
  const Tables wrong = remove(ResNet50::graph, "layer4.0");
  CHECK(wrong.check.problem == Problem::channels_differ);
  CHECK(GraphView(wrong).path(wrong.check.module) == "layer4.0.conv1");  // what was layer4.1
}

TEST_CASE("what was behind a removed layer gets what flowed into it, or says that it does not fit") {
  const Tables tables = remove(AlexNet::graph, "classifier.1");
  CHECK(tables.check == Check{Problem::features_differ, GraphView(tables).find("classifier.3"), 4096, 9216});  // 4 moved up
}

TEST_CASE("modules with names of their own keep them") {
  const Tables tables = remove(Small::graph, "pool");
  CHECK(GraphView(tables).find("stem") > 0);
  CHECK(tables.check.problem == Problem::features_differ);
}

TEST_CASE("a path that is not there leaves the network as it was and points to the closest one") {
  const Tables tables = remove(AlexNet::graph, "clasifier.6");
  CHECK(tables.check.problem == Problem::no_such_path);
  CHECK(GraphView(tables).path(tables.check.module) == "classifier.6");
  CHECK(tables.modules.size() == GraphView(AlexNet::graph).modules().size());
  CHECK(remove(AlexNet::graph, "").check.problem == Problem::no_such_path);
  CHECK(remove(AlexNet::graph, ModuleId{99}).check.problem == Problem::no_such_path);
}

TEST_CASE("a module that others run in between of cannot go") {
  const Tables tables = remove(Small::graph, "stage.0.relu");
  CHECK(tables.check.problem == Problem::not_one_chain);
}

TEST_CASE("it is a constant expression") { static_assert(remove(AlexNet::graph, "classifier.6").check.ok()); }

}  // namespace remove_tests
