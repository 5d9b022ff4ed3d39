#include "support/doctest.hpp"

#include <graft/policy/at_stage.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/layers.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/densenet.hpp>

#include "zoo/described.hpp"

namespace densenet_tests {

using namespace graft;
using zoo_tests::hundredths, zoo_tests::smallest_size;

TEST_CASE("DenseNets have their published sizes") {
  static_assert(DenseNet121::graph.parameter_count() == 7'978'856);
  CHECK(GraphView(DenseNet161::tables()).parameter_count() == 28'681'000);
  CHECK(GraphView(DenseNet169::tables()).parameter_count() == 14'149'480);
  CHECK(GraphView(DenseNet201::tables()).parameter_count() == 20'013'928);
  CHECK(hundredths(DenseNet121::tables()) == 283);
  CHECK(hundredths(DenseNet161::tables()) == 773);
  CHECK(hundredths(DenseNet169::tables()) == 336);
  CHECK(hundredths(DenseNet201::tables()) == 429);
}

TEST_CASE("each layer takes all that the ones before it have added") {
  const GraphView net = DenseNet121::graph;
  int concatenations = 0;
  for (CallId row{0}; row < net.call_count(); ++row) concatenations += is_a<op::Concat>(net.call(row).op) ? 1 : 0;
  CHECK(concatenations == 58);  // one for each of 58 layers: the first of a block has one input, the block itself concatenates
  const auto takes = [&](std::string_view path) { return get<Conv2d>(net.module(net.find(path)).layer).in; };
  CHECK(takes("features.denseblock1.denselayer1.conv1") == 64);
  CHECK(takes("features.denseblock3.denselayer24.conv1") == 256 + 23 * 32);
  CHECK(takes("features.transition3.conv") == 1024);
}

TEST_CASE("a stage is a transition and its dense block; where stages meet, one value goes on") {
  constexpr GraphView net = DenseNet121::graph;
  static_assert(net.last_stage() == 4 && net.path(net.classifier()) == "classifier");
  static_assert(net.path(Stem::find(net)) == "features.pool0" && net.path(LastStage::find(net)) == "features.norm5");
  static_assert(net.path(AtStage<2>::find(net)) == "features.denseblock2");
  static_assert(AtStage<2>::contains(net, net.find("features.transition1.conv")) &&
                !AtStage<2>::contains(net, net.find("features.transition2")));
  using Last = Composition<DenseNet121, LinearHead<2>, FreezeAllBut<Classifier, LastStage>, SGD>;
  static_assert(Last::graph.call({Last::prefix - 1}).shape == Shape{1024, 14, 14});
  static_assert(Last::trainable_parameters == net.parameter_count(net.find("features.transition3")) +
                                                  net.parameter_count(net.find("features.denseblock4")) + 2 * 1024 + 1024 * 2 +
                                                  2);
  using Upper = Composition<DenseNet121, LinearHead<2>, FreezeUpTo<AtStage<2>>, SGD>;
  static_assert(Upper::graph.call({Upper::prefix - 1}).shape == Shape{512, 28, 28});
}

TEST_CASE("images have at least 29 pixels") {
  CHECK(smallest_size(DenseNet121::tables()) == 29);
  CHECK(smallest_size(DenseNet161::tables()) == 29);
  const Check small = zoo_tests::check_size(DenseNet121::tables(), 28, 224);
  CHECK(small.problem == Problem::window_too_large);
  CHECK(GraphView(DenseNet121::graph).path(small.module) == "features.transition3.pool");
}

TEST_CASE("a user's own depth is one line") {
  struct Small : DenseNet<DenseNetConfig{.layers = {2, 3, 1, 2}, .growth = 12, .stem_channels = 24}> {};
  static_assert(Small::graph.check().ok() && Small::graph.output_shape() == Shape{1000});
  static_assert(GraphSizes{Small::graph.modules().size(), Small::graph.calls().size(), Small::graph.all_inputs().size()} ==
                graft::detail::densenet_room({{2, 3, 1, 2}, 12, 24}));
}

}  // namespace densenet_tests
