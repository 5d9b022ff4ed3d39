#include "support/doctest.hpp"

#include <graft/policy/freeze.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

#include "support/frozen_names.hpp"

namespace freeze_layers_tests {

using namespace graft;
using graft_tests::Names, graft_tests::frozen_names;

TEST_CASE("Freeze freezes the named layers and what is inside them") {
  CHECK(frozen_names<Freeze<At<"conv1">, At<"bn1">, At<"layer1.0">>>(ResNet18::graph) ==
        Names{"conv1", "bn1", "layer1.0.conv1", "layer1.0.bn1", "layer1.0.conv2", "layer1.0.bn2"});
  CHECK(frozen_names<Freeze<Classifier>>(AlexNet::graph) == Names{"classifier.6"});
  CHECK(frozen_names<Freeze<>>(AlexNet::graph).empty());
  CHECK(frozen_names<Freeze<At<"layer9">>>(ResNet18::graph).empty());
}

}  // namespace freeze_layers_tests
