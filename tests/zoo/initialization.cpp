#include "support/doctest.hpp"

#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/resnet.hpp>

namespace initialization_tests {

using namespace graft;

TEST_CASE("residual networks of any depth say Kaiming, AlexNet what the layers say") {
  struct ResNet26 : ResNet<ResNetConfig{.blocks = {2, 2, 2, 2}}> {};
  static_assert(ResNet50::initialization == Initialization::kaiming_fan_out &&
                ResNet26::initialization == Initialization::kaiming_fan_out);
  static_assert(AlexNet::initialization == Initialization::layer_defaults);
}

}  // namespace initialization_tests
