#include "support/doctest.hpp"

#include <graft/policy/linear_head.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

namespace linear_head_tests {

using namespace graft;

TEST_CASE("a linear head is one layer with the name of what it replaces") {
  constexpr GraphView resnet = grafted<ResNet50, LinearHead<2>>, alexnet = grafted<AlexNet, LinearHead<3>>;
  static_assert(get<Linear>(resnet.module(resnet.find("fc")).layer) == Linear{.out = 2, .in = 2048});
  static_assert(get<Linear>(alexnet.module(alexnet.find("classifier.6")).layer) == Linear{.out = 3, .in = 4096});
  static_assert(LinearHead<2>::classes == 2 && LinearHead<2>::in_features == deduced && LinearHead<2, 512>::in_features == 512);
  static_assert(resnet.parameter_count(resnet.classifier()) == 4098);
}

}  // namespace linear_head_tests
