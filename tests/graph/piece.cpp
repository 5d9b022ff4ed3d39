#include "graph/edits.hpp"

#include <graft/graph/piece.hpp>
#include <graft/graph/replace.hpp>
#include <graft/zoo/alexnet.hpp>

namespace piece_tests {

using namespace edit_tests;

template <auto>
struct AsTemplateArgument {};

TEST_CASE("layers, named ones and sequences of them can be template arguments") {
  [[maybe_unused]] AsTemplateArgument<Linear{3}> layer;
  [[maybe_unused]] AsTemplateArgument<Named{"act", ReLU{}}> named;
  [[maybe_unused]] AsTemplateArgument<sequential(ReLU{}, Named{"conv", Conv2d{.out = 4, .kernel = 3}}, sequential(Dropout{}))>
      sequence;
}

TEST_CASE("a sequence takes the place of a layer, under names or positions") {
  const Tables tables =
      replace(AlexNet::graph, "classifier.6", sequential(Linear{64}, Named{"act", ReLU{}}, sequential(Linear{3})));
  CHECK(tables.check.ok());
  check_indices(tables);
  const GraphView net = tables;
  CHECK(net.find("classifier.6.0") > 0);
  CHECK(net.find("classifier.6.act") > 0);
  CHECK(net.find("classifier.6.2.0") > 0);
  CHECK(net.output_shape() == Shape{3});
  CHECK(net.path(net.classifier()) == "classifier.6");
  CHECK(net.module(net.find("classifier.6.act")).origin == -1);
  CHECK(net.module(net.find("classifier.4")).origin == GraphView(AlexNet::graph).find("classifier.4"));
}

}  // namespace piece_tests
