#include "graph/edits.hpp"

#include <graft/graph/append.hpp>
#include <graft/zoo/alexnet.hpp>

namespace append_tests {

using namespace edit_tests;

TEST_CASE("appended layers run behind the others and the last Linear is the classifier") {
  const Tables tables = append(AlexNet::graph, "classifier", Named{"7", ReLU{}}, Named{"8", Linear{20}});
  const GraphView net = tables;
  check_indices(net);
  CHECK(net.check().ok());
  CHECK(net.output_shape() == Shape{20});
  CHECK(net.path(net.classifier()) == "classifier.8");
  CHECK(get<Linear>(net.module(net.classifier()).layer).in == 1000);
}

TEST_CASE("a block behind the whole network runs there") {
  const Tables tables = append(AlexNet::graph, "", Named{"block", sequential(ReLU{}, Linear{20})});
  const GraphView net = tables;
  check_indices(net);
  CHECK(net.output_shape() == Shape{20});
  CHECK(net.path(net.classifier()) == "block.1");
}

TEST_CASE("inside the network what follows gets the appended value") {
  const Tables tables = append(Small::graph, "stage", Conv2d{.out = 4});
  const GraphView net = tables;
  check_indices(net);
  CHECK(net.check().ok());
  CHECK(net.find("stage.2") > net.find("stage.1.conv2"));
  CHECK(net.find("stage.2") < net.find("pool"));
  for (CallId row{0}; row < net.call_count(); ++row)
    if (net.call(row).module == net.find("pool")) CHECK(net.call(net.inputs(row).front()).module == net.find("stage.2"));
  CHECK(net.path(net.classifier()) == "classifier.2");
}

TEST_CASE("a residual block can be lengthened before its sum is used") {
  const Tables tables = append(Small::graph, "stage.0", Named{"extra", BatchNorm2d{}});
  CHECK(tables.check.ok());
  check_indices(tables);
  CHECK(GraphView(tables).find("stage.0.extra") > 0);
}

TEST_CASE("names that are taken or not allowed, paths that are not there and shapes that do not fit are told") {
  const auto problem = [](const Tables& tables) { return tables.check.problem; };
  CHECK(problem(append(AlexNet::graph, "classifier", Named{"6", ReLU{}})) == Problem::duplicate_name);
  CHECK(problem(append(AlexNet::graph, "classifier", Named{"a.b", ReLU{}})) == Problem::name_not_allowed);
  CHECK(problem(append(AlexNet::graph, "clasifier", ReLU{})) == Problem::no_such_path);
  CHECK(problem(append(AlexNet::graph, "avgpool", ReLU{})) == Problem::not_a_sequential);
  const Tables tables = append(AlexNet::graph, "classifier", Linear{.out = 5, .in = 7});
  CHECK(tables.check == Check{Problem::features_differ, GraphView(tables).find("classifier.7"), 7, 1000});
}

}  // namespace append_tests
