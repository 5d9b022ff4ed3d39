#include "support/doctest.hpp"

#include <graft/policy/at_stage.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/layers.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/squeezenet.hpp>

#include "zoo/described.hpp"

namespace squeezenet_tests {

using namespace graft;
using zoo_tests::hundredths, zoo_tests::smallest_size;

TEST_CASE("SqueezeNets have their published sizes, eight fire modules each") {
  static_assert(SqueezeNet1_0::graph.parameter_count() == 1'248'424 && SqueezeNet1_1::graph.parameter_count() == 1'235'496);
  CHECK(hundredths(SqueezeNet1_0::tables()) == 82);
  CHECK(hundredths(SqueezeNet1_1::tables()) == 35);
  for (const GraphView& net : {GraphView(SqueezeNet1_0::graph), GraphView(SqueezeNet1_1::graph)}) {
    int concatenations = 0;
    for (CallId row{0}; row < net.call_count(); ++row) concatenations += is_a<op::Concat>(net.call(row).op) ? 1 : 0;
    CHECK(concatenations == 8);
    CHECK(net.path(net.classifier()) == "classifier.1");
    CHECK(net.is<Conv2d>(net.classifier()));
  }
}

TEST_CASE("a stage ends with its pool") {
  constexpr GraphView net = SqueezeNet1_0::graph, smaller = SqueezeNet1_1::graph;
  static_assert(net.last_stage() == 3 && smaller.last_stage() == 3 && net.path(Stem::find(net)) == "features.2");
  static_assert(net.path(AtStage<1>::find(net)) == "features.6" && net.path(LastStage::find(net)) == "features.12");
  static_assert(smaller.path(AtStage<2>::find(smaller)) == "features.8" && net.stage(net.find("classifier")) == no_stage);
  using Last = Composition<SqueezeNet1_0, LinearHead<2>, FreezeAllBut<Classifier, LastStage>, SGD>;
  constexpr std::int64_t fire12 = 512 * 64 + 64 + 64 * 256 + 256 + 64 * 256 * 9 + 256;
  static_assert(Last::trainable_parameters == fire12 + 512 * 2 + 2 &&
                Last::graph.call({Last::prefix - 1}).shape == Shape{512, 13, 13});
  using Upper = Composition<SqueezeNet1_1, LinearHead<2>, FreezeUpTo<AtStage<2>>, SGD>;
  static_assert(Upper::graph.call({Upper::prefix - 1}).shape == Shape{256, 13, 13});
}

TEST_CASE("images may be smaller, as pools look over the border") {
  CHECK(smallest_size(SqueezeNet1_0::tables()) == 21);
  CHECK(smallest_size(SqueezeNet1_1::tables()) == 17);
  CHECK(zoo_tests::check_size(SqueezeNet1_0::tables(), 20, 64).problem == Problem::window_too_large);
}

}  // namespace squeezenet_tests
