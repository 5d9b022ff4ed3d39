#include "support/doctest.hpp"

#include <graft/policy/composable.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/replace.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/alexnet.hpp>

namespace replace_policy_tests {

using namespace graft;

TEST_CASE("the new layer takes the old one's place as the classifier") {
  using Three = Replace<AlexNet, "classifier.6", Linear{3}>;
  static_assert(GraphView(Three::graph).output_shape() == Shape{3});
  CHECK(GraphView(Three::graph).path(GraphView(Three::graph).classifier()) == "classifier.6");
  static_assert(GraphView(Replace<AlexNet, "classifier.6", LinearHead<7>{}>::graph).output_shape() == Shape{7});
}

}  // namespace replace_policy_tests
