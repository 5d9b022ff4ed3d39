#include "support/doctest.hpp"

#include <graft/policy/composable.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/input_channels.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

namespace input_channels_policy_tests {

using namespace graft;

TEST_CASE("a network for grey images is a backbone") {
  using Grey = InputChannels<ResNet18, 1>;
  static_assert(Composable<Grey, LinearHead<2>, FreezeAllBut<Fc>, SGD>);
  CHECK(GraphView(Grey::graph).input_shape() == Shape{1, 224, 224});
  static_assert(!Composable<InputChannels<ResNet18, 0>, LinearHead<2>, FreezeAllBut<Fc>, SGD>);
}

}  // namespace input_channels_policy_tests
