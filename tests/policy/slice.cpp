#include "support/doctest.hpp"

#include <graft/policy/composable.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/policy/slice.hpp>
#include <graft/zoo/alexnet.hpp>

namespace slice_policy_tests {

using namespace graft;

TEST_CASE("a slice that ends before the classifier takes a head behind it") {
  using Cut = Slice<AlexNet, "classifier", 0, -2>;
  static_assert(Composable<Cut, LinearHead<3>, FreezeAllBut<Classifier>, SGD>);
  CHECK(Composition<Cut, LinearHead<3>, FreezeAllBut<Classifier>, SGD>::graph.find("classifier.5") == -1);
  static_assert(!Composable<Slice<AlexNet, "classifier", 4>, LinearHead<3>, FreezeAllBut<Classifier>, SGD>);
}

}  // namespace slice_policy_tests
