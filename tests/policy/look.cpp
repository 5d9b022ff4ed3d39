#include "support/doctest.hpp"

#include <graft/policy/composable.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/look.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/policy/without.hpp>
#include <graft/zoo/alexnet.hpp>

namespace look_tests {

using namespace graft;

TEST_CASE("a type is printed, summed up and drawn without an object") {
  CHECK(to_string<AlexNet>() == to_string(GraphView(AlexNet::graph)));
  CHECK(summary<AlexNet>().parameters == 61'100'840);
  CHECK(to_dot<Without<AlexNet, "classifier">>().find("classifier") == std::string::npos);
}

TEST_CASE("the summary of a composition has what its freeze policy leaves") {
  const Summary result = summary<Composition<AlexNet, LinearHead<2>, FreezeAllBut<Classifier>, SGD>>();
  CHECK(result.trainable_parameters == 2 * 4096 + 2);
  CHECK(result.frozen_prefix == "avgpool");  // a Dropout comes next
}

}  // namespace look_tests
