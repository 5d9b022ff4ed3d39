#include "support/doctest.hpp"

#include <graft/graph/infer.hpp>
#include <graft/zoo/alexnet.hpp>

namespace alexnet_tests {

using namespace graft;

TEST_CASE("AlexNet has its published size and the last linear layer as its classifier") {
  static_assert(AlexNet::graph.parameter_count() == 61'100'840 && AlexNet::graph.check().ok());
  constexpr GraphView net = AlexNet::graph;
  static_assert(net.path(net.classifier()) == "classifier.6" && net.module_count() == 1 + 1 + 13 + 1 + 1 + 7);
  static_assert(net.call({net.call_count() - 9}).shape == Shape{256, 6, 6});
}

constexpr Tables for_image(Shape shape) {
  const GraphView view = AlexNet::graph;
  Tables tables;
  tables.modules.assign(view.modules().begin(), view.modules().end());
  tables.calls.assign(view.calls().begin(), view.calls().end());
  tables.inputs.assign(view.all_inputs().begin(), view.all_inputs().end());
  tables.calls.front().shape = shape;
  infer(tables);
  return tables;
}

TEST_CASE("AlexNet takes images of other sizes, from 63 pixels on") {
  CHECK(for_image({3, 63, 300}).check.ok());
  CHECK(for_image({3, 63, 300}).calls.back().shape == Shape{1000});
  CHECK(for_image({3, 62, 300}).check.problem == Problem::window_too_large);
  CHECK(for_image({1, 224, 224}).check == Check{Problem::channels_differ, 2, 3, 1});
}

}  // namespace alexnet_tests
