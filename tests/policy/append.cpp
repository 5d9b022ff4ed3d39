#include "support/doctest.hpp"

#include <graft/policy/append.hpp>
#include <graft/policy/composable.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/alexnet.hpp>

namespace append_policy_tests {

using namespace graft;

TEST_CASE("a head takes the place of the Linear that was appended last") {
  using Longer = Append<AlexNet, "", Named{"block", sequential(ReLU{}, Linear{20})}>;
  using Known = Composition<Longer, LinearHead<2>, FreezeAllBut<At<"block">>, SGD>;
  CHECK(Known::graph.path(Known::graph.classifier()) == "block.1");
  CHECK(Known::trainable_parameters == 2 * 1000 + 2);
}

}  // namespace append_policy_tests
