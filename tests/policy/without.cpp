#include "support/doctest.hpp"

#include <graft/policy/composable.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/policy/without.hpp>
#include <graft/zoo/alexnet.hpp>

namespace without_tests {

using namespace graft;

TEST_CASE("where the classifier is gone the head goes behind the network") {
  using Features = Without<AlexNet, "classifier.6">;
  using Known = Composition<Features, LinearHead<3>, FreezeAllBut<Classifier>, SGD>;
  static_assert(backbone_features<Features>() == 4096);
  CHECK(Known::graph.path(Known::graph.classifier()) == "head");
  CHECK(Known::graph.output_shape() == Shape{3});
  CHECK(Known::trainable_parameters == 3 * 4096 + 3);
  static_assert(!HeadFor<LinearHead<3, 9216>, Features>);
  static_assert(HeadFor<LinearHead<3, 9216>, Without<AlexNet, "classifier">>);
}

TEST_CASE("a wrong path makes no pipeline") {
  static_assert(!Composable<Without<AlexNet, "clasifier">, LinearHead<3>, FreezeAllBut<Classifier>, SGD>);
}

}  // namespace without_tests
