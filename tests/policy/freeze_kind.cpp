#include "support/doctest.hpp"

#include <graft/policy/freeze_kind.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

#include "support/frozen_names.hpp"

namespace freeze_kind_tests {

using namespace graft;
using graft_tests::Names, graft_tests::trained_names, graft_tests::frozen_names;

TEST_CASE("FreezeKind freezes a kind wherever it is, and nothing else") {
  CHECK(frozen_names<FreezeKind<Conv2d>>(AlexNet::graph) ==
        Names{"features.0", "features.3", "features.6", "features.8", "features.10"});
  CHECK(trained_names<FreezeKind<Conv2d>>(AlexNet::graph) == Names{"classifier.1", "classifier.4", "classifier.6"});
  CHECK(trained_names<FreezeKind<Conv2d, BatchNorm2d>>(ResNet50::graph) == Names{"fc"});
  CHECK(frozen_names<FreezeKind<BatchNorm2d>>(ResNet18::graph).size() == 20);
  CHECK(frozen_names<FreezeKind<>>(ResNet18::graph).empty());
}

}  // namespace freeze_kind_tests
