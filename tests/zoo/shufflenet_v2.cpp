#include "support/doctest.hpp"

#include <graft/policy/at_stage.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/layers.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/shufflenet_v2.hpp>

#include "zoo/described.hpp"

namespace shufflenet_v2_tests {

using namespace graft;
using zoo_tests::hundredths;

TEST_CASE("ShuffleNets have their published sizes") {
  static_assert(ShuffleNetV2_x0_5::graph.parameter_count() == 1'366'792);
  CHECK(GraphView(ShuffleNetV2_x1_0::tables()).parameter_count() == 2'278'604);
  CHECK(GraphView(ShuffleNetV2_x1_5::tables()).parameter_count() == 3'503'624);
  CHECK(GraphView(ShuffleNetV2_x2_0::tables()).parameter_count() == 7'393'996);
  CHECK(hundredths(ShuffleNetV2_x0_5::tables()) == 4);
  CHECK(hundredths(ShuffleNetV2_x1_0::tables()) == 14);
  CHECK(hundredths(ShuffleNetV2_x1_5::tables()) == 30);
  CHECK(hundredths(ShuffleNetV2_x2_0::tables()) == 58);
}

TEST_CASE("each unit shuffles, and half of the channels passes where the size stays") {
  const GraphView net = ShuffleNetV2_x1_0::graph;
  int shuffles = 0, halves = 0;
  for (CallId row{0}; row < net.call_count(); ++row) {
    shuffles += is_a<op::ChannelShuffle>(net.call(row).op) ? 1 : 0;
    halves += is_a<op::Narrow>(net.call(row).op) ? 1 : 0;
  }
  CHECK(shuffles == 16);
  CHECK(halves == 2 * 13);
  CHECK(net.parameter_count(net.find("stage2.1.branch1")) == 0);
}

TEST_CASE("stages are torchvision's stage2 to stage4, the last with conv5") {
  constexpr GraphView net = ShuffleNetV2_x0_5::graph;
  static_assert(net.last_stage() == 3 && net.path(Stem::find(net)) == "maxpool" && net.path(net.classifier()) == "fc");
  static_assert(net.path(AtStage<2>::find(net)) == "stage3" && net.path(LastStage::find(net)) == "conv5");
  using Last = Composition<ShuffleNetV2_x0_5, LinearHead<2>, FreezeAllBut<Classifier, LastStage>, SGD>;
  static_assert(Last::trainable_parameters ==
                net.parameter_count(net.find("stage4")) + net.parameter_count(net.find("conv5")) + 1024 * 2 + 2);
  static_assert(Last::graph.call({Last::prefix - 1}).shape == Shape{96, 14, 14});
  using Upper = Composition<ShuffleNetV2_x0_5, LinearHead<2>, FreezeUpTo<AtStage<1>>, SGD>;
  static_assert(Upper::graph.call({Upper::prefix - 1}).shape == Shape{48, 28, 28});
}

TEST_CASE("images may have any size") {
  for (const std::int64_t side : {1, 33, 160}) CHECK(zoo_tests::check_size(ShuffleNetV2_x1_0::tables(), side, side + 7).ok());
  const Tables tables = [] {
    Net net;
    graft::detail::ShuffleNetV2Description<ShuffleNetV2Config{{48, 95, 192}}>{}(net);
    return net.tables();
  }();
  CHECK_FALSE(tables.check.ok());  // channels are halved
}

}  // namespace shufflenet_v2_tests
