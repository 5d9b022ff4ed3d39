#include "support/doctest.hpp"

#include <graft/graph/layer/layer.hpp>

namespace layer_tests {

using namespace graft;

TEST_CASE("a layer answers for its kind") {
  static_assert(kind(Layer{Conv2d{}}) == "Conv2d" && kind(Layer{BatchNorm2d{}}) == "BatchNorm2d" &&
                kind(Layer{ReLU{}}) == "ReLU");
  static_assert(kind(Layer{MaxPool2d{}}) == "MaxPool2d" && kind(Layer{AdaptiveAvgPool2d{}}) == "AdaptiveAvgPool2d");
  static_assert(kind(Layer{Linear{}}) == "Linear" && kind(Layer{Dropout{}}) == "Dropout" &&
                kind(Layer{Sequential{}}) == "Sequential");
  static_assert(kind(Layer{Block{"ResNet"}}) == "Block" && kind(Layer{Foreign{}}) == "Foreign");
}

TEST_CASE("containers own, the others compute") {
  static_assert(is_container(Sequential{}) && is_container(Block{}));
  static_assert(!is_container(Foreign{}) && !is_container(Linear{}) && !is_container(Dropout{}));
}

TEST_CASE("layers without numbers have no parameters and no multiply-adds") {
  static_assert(parameters(Layer{ReLU{}}) == 0 && parameters(Layer{Sequential{}}) == 0 && parameters(Layer{Foreign{}}) == 0);
  static_assert(parameters(Layer{Linear{.out = 2, .in = 3}}) == 8 && parameters(Layer{BatchNorm2d{.channels = 5}}) == 10);
  static_assert(multiply_adds(Layer{BatchNorm2d{.channels = 5}}, {5, 2, 2}) == 0);
  static_assert(multiply_adds(Layer{Linear{.out = 2, .in = 3}}, {2}) == 6);
}

TEST_CASE("infer fixes what the layer takes and gives the shape behind it") {
  Layer layer = Linear{.out = 2};
  CHECK(infer(layer, {7}).shape == Shape{2});
  CHECK(get<Linear>(layer).in == 7);
  CHECK(infer(layer, {8}).problem == Problem::features_differ);
}

}  // namespace layer_tests
