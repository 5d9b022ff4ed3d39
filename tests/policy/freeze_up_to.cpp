#include "support/doctest.hpp"

#include <graft/graph/describe.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

#include "support/frozen_names.hpp"

namespace freeze_up_to_tests {

using namespace graft;
using graft_tests::Names, graft_tests::frozen_names, graft_tests::trained_names;

TEST_CASE("FreezeUpTo freezes from the input to the end of a layer") {
  CHECK(frozen_names<FreezeUpTo<At<"features.3">>>(AlexNet::graph) == Names{"features.0", "features.3"});
  CHECK(frozen_names<FreezeUpTo<At<"features">>>(AlexNet::graph).size() == 5);
  CHECK(frozen_names<FreezeUpTo<At<"bn1">>>(ResNet18::graph) == Names{"conv1", "bn1"});
  CHECK(frozen_names<FreezeUpTo<At<"maxpool">>>(ResNet18::graph) == Names{"conv1", "bn1"});
}

TEST_CASE("FreezeUpTo a stage freezes all of its blocks, projections too") {
  const Names trained = trained_names<FreezeUpTo<Layer3>>(ResNet50::graph);
  REQUIRE(trained.size() == 21);  // three blocks of three convolutions and norms, one projection, fc
  CHECK(trained.front() == "layer4.0.conv1");
  CHECK(trained.back() == "fc");
}

TEST_CASE("FreezeUpTo follows the calls, not the order of registration") {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 8, 8});
    const auto late = net.module("late", Conv2d{.out = 3}), early = net.module("early", Conv2d{.out = 3});
    net.call(early);
    net.call(late);
  });
  CHECK(frozen_names<FreezeUpTo<At<"early">>>(graph) == Names{"early"});
  CHECK(frozen_names<FreezeUpTo<At<"late">>>(graph) == Names{"late", "early"});
}

TEST_CASE("FreezeUpTo the end freezes all, and up to what is not there nothing") {
  CHECK(trained_names<FreezeUpTo<Fc>>(ResNet18::graph).empty());
  CHECK(frozen_names<FreezeUpTo<At<"layer9">>>(ResNet18::graph).empty());
}

TEST_CASE("FreezeUpTo takes the order of registration where it cannot see the calls") {
  Tables tables;  // as run time makes them for the inside of a user's own module
  tables.modules = {{Block{"Own"}, "", -1},
                    {Linear{.out = 2, .in = 2}, "a", 0},
                    {Sequential{}, "b", 0},
                    {Linear{.out = 2, .in = 2}, "0", 2},
                    {Linear{.out = 2, .in = 2}, "c", 0}};
  CHECK(frozen_names<FreezeUpTo<At<"b">>>(tables) == Names{"a", "b.0"});
}

}  // namespace freeze_up_to_tests
