#include "support/doctest.hpp"

#include <graft/policy/mlp_head.hpp>
#include <graft/zoo/resnet.hpp>

namespace mlp_head_tests {

using namespace graft;

TEST_CASE("an MLP head is a Sequential of linear, relu, linear") {
  constexpr GraphView net = grafted<ResNet18, MlpHead<10, 256>>;
  static_assert(net.is<Sequential>(net.find("fc")) && net.classifier() == net.find("fc"));
  static_assert(get<Linear>(net.module(net.find("fc.0")).layer) == Linear{.out = 256, .in = 512});
  static_assert(net.is<ReLU>(net.find("fc.1")) &&
                get<Linear>(net.module(net.find("fc.2")).layer) == Linear{.out = 10, .in = 256});
  static_assert(net.output_shape() == Shape{10} && MlpHead<10, 256>::classes == 10);
}

TEST_CASE("sizes below one are values in the check") {
  static_assert(grafted<ResNet18, MlpHead<10, 0>>.check() ==
                Check{Problem::sizes_not_positive, ResNet18::graph.find("fc") + 1, 1, 0});
  static_assert(grafted<ResNet18, MlpHead<10, -4>>.check().got == -4);
}

}  // namespace mlp_head_tests
