#include "support/doctest.hpp"

#include <graft/policy/append.hpp>
#include <graft/policy/body.hpp>
#include <graft/policy/composable.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

namespace body_policy_tests {

using namespace graft;

TEST_CASE("a body gives maps, and with a pool behind it takes a head") {
  static_assert(!Composable<Body<ResNet18>, LinearHead<2>, FreezeAllBut<Classifier>, SGD>);
  using Pooled = Append<Body<ResNet18>, "", Named{"pool", AdaptiveAvgPool2d{1}}, Named{"flatten", Flatten{}}>;
  static_assert(Composable<Pooled, LinearHead<2>, FreezeAllBut<Classifier>, SGD>);
  CHECK(backbone_features<Pooled>() == 512);
}

}  // namespace body_policy_tests
