#include "support/doctest.hpp"

#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/mlp_head.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

#include "support/frozen_names.hpp"

namespace freeze_all_but_tests {

using namespace graft;
using graft_tests::Names, graft_tests::trained_names;

TEST_CASE("FreezeAllBut trains the named layers and what is inside them") {
  CHECK(trained_names<FreezeAllBut<Fc>>(ResNet50::graph) == Names{"fc"});
  CHECK(trained_names<FreezeAllBut<Classifier>>(AlexNet::graph) == Names{"classifier.6"});
  CHECK(trained_names<FreezeAllBut<At<"classifier">>>(AlexNet::graph) == Names{"classifier.1", "classifier.4", "classifier.6"});
  CHECK(trained_names<FreezeAllBut<Fc, At<"layer4.1">>>(ResNet18::graph) ==
        Names{"layer4.1.conv1", "layer4.1.bn1", "layer4.1.conv2", "layer4.1.bn2", "fc"});
  CHECK(trained_names<FreezeAllBut<At<"layer2.0.downsample">>>(ResNet18::graph) ==
        Names{"layer2.0.downsample.0", "layer2.0.downsample.1"});
}

TEST_CASE("FreezeAllBut trains all of a head with several layers") {
  CHECK(trained_names<FreezeAllBut<Fc>>(grafted<ResNet50, MlpHead<2, 64>>) == Names{"fc.0", "fc.2"});
  CHECK(trained_names<FreezeAllBut<At<"fc.2">>>(grafted<ResNet50, MlpHead<2, 64>>) == Names{"fc.2"});
}

TEST_CASE("FreezeAllBut nothing, or what is not there, freezes all") {
  CHECK(trained_names<FreezeAllBut<>>(ResNet18::graph).empty());
  CHECK(trained_names<FreezeAllBut<At<"layer9">>>(ResNet18::graph).empty());
}

}  // namespace freeze_all_but_tests
