#include "support/doctest.hpp"

#include <graft/policy/layers.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

namespace layers_tests {

using namespace graft;

TEST_CASE("named tags find torchvision's stages") {
  constexpr GraphView net = ResNet50::graph;
  static_assert(net.path(Layer1::find(net)) == "layer1" && net.path(Layer2::find(net)) == "layer2");
  static_assert(net.path(Layer3::find(net)) == "layer3" && net.path(Layer4::find(net)) == "layer4" &&
                net.path(Fc::find(net)) == "fc");
  static_assert(Fc::find(AlexNet::graph) == -1);
}

TEST_CASE("Classifier is what the head replaces, whatever it is called") {
  static_assert(Classifier::find(ResNet50::graph) == Fc::find(ResNet50::graph));
  static_assert(GraphView(AlexNet::graph).path(Classifier::find(AlexNet::graph)) == "classifier.6");
  static_assert(Classifier::find(GraphView{}) == -1);
}

}  // namespace layers_tests
