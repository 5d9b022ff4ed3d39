#include "support/doctest.hpp"

#include <concepts>

#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_both.hpp>
#include <graft/policy/freeze_kind.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/policy/stages.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

#include "support/frozen_names.hpp"

namespace freeze_both_tests {

using namespace graft;
using graft_tests::Names, graft_tests::trained_names;

using LastBlock = FreezeBoth<FreezeAllBut<Fc, Layer4>, FreezeKind<BatchNorm2d>>;

TEST_CASE("FreezeBoth freezes what either policy does, whichever comes first") {
  const Names wanted{"layer4.0.conv1", "layer4.0.conv2", "layer4.0.downsample.0", "layer4.1.conv1", "layer4.1.conv2", "fc"};
  CHECK(trained_names<LastBlock>(ResNet18::graph) == wanted);
  CHECK(trained_names<FreezeBoth<FreezeKind<BatchNorm2d>, FreezeAllBut<Fc, Layer4>>>(ResNet18::graph) == wanted);
  CHECK(trained_names<FreezeBoth<LastBlock, FreezeKind<Linear>>>(ResNet18::graph) == Names{wanted.begin(), wanted.end() - 1});
}

TEST_CASE("it names the layers of both, which the compiler looks for") {
  static_assert(std::same_as<LastBlock::layers, Layers<Fc, Layer4>>);
  static_assert(std::same_as<FreezeBoth<FreezeUpTo<Layer3>, LastBlock>::layers, Layers<Layer3, Fc, Layer4>>);
  static_assert(Composable<ResNet50, LinearHead<2>, LastBlock, SGD> && !Composable<AlexNet, LinearHead<2>, LastBlock, SGD>);
  static_assert(Composable<ResNet50, LinearHead<2>,
                           Stages<Stage<3, FreezeAllBut<Fc>>, Stage<2, LastBlock>, Stage<1, FreezeAllBut<Fc, Layer4>>>, SGD>);
}

TEST_CASE("the prefix ends where the first of what trains begins") {
  using Known = Composition<ResNet18, LinearHead<2>, LastBlock, SGD>;
  static_assert(Known::prefix == Composition<ResNet18, LinearHead<2>, FreezeAllBut<Fc, Layer4>, SGD>::prefix);
  static_assert(Known::trainable_parameters == 8'388'608 + 1026);  // layer4's filters and the head
}

}  // namespace freeze_both_tests
