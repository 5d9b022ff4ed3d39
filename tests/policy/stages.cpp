#include "support/doctest.hpp"

#include <concepts>

#include <graft/policy/composition.hpp>
#include <graft/policy/freeze.hpp>
#include <graft/policy/freeze_all.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_kind.hpp>
#include <graft/policy/freeze_none.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/mlp_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/policy/stages.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

#include "support/frozen_names.hpp"

namespace stages_tests {

using namespace graft;
using graft_tests::Names, graft_tests::trained_names;
namespace mistake = graft::error;

using Three = Stages<Stage<3, FreezeAllBut<Fc>>, Stage<2, FreezeAllBut<Fc, Layer4>>, Stage<5, FreezeNone>>;

TEST_CASE("stages are a freeze policy: that of the first one, with the layers of all") {
  static_assert(FreezePolicy<Three> && std::same_as<Three::layers, Layers<Fc, Fc, Layer4>>);
  static_assert(std::same_as<Stages<Stage<1, FreezeNone>, Stage<1, FreezeUpTo<Layer3>>>::layers, Layers<Layer3>>);
  CHECK(trained_names<Three>(ResNet50::graph) == Names{"fc"});
}

TEST_CASE("a composition of stages begins with the prefix of the first and counts what the last trains") {
  using Known = Composition<ResNet50, LinearHead<2>, Three, SGD>;
  static_assert(Known::trainable_parameters == 25'557'032 - 2'049'000 + 4098);
  static_assert(Known::prefix == Known::graph.call_count() - 1);
  using Two = Composition<ResNet50, LinearHead<2>, Stages<Stage<3, FreezeAllBut<Fc>>, Stage<2, FreezeAllBut<Fc, Layer4>>>, SGD>;
  static_assert(Two::trainable_parameters ==
                Composition<ResNet50, LinearHead<2>, FreezeAllBut<Fc, Layer4>, SGD>::trainable_parameters);
  static_assert(Composition<ResNet50, LinearHead<2>, Stages<Stage<3, FreezeAllBut<Fc>>>, SGD>::trainable_parameters == 4098);
}

template <class F, class B = ResNet50, class H = LinearHead<2>>
constexpr bool fits = Composable<B, H, F, SGD>;

TEST_CASE("stages that each unfreeze more are composable, whichever policies say so") {
  static_assert(fits<Three> && fits<Stages<Stage<1, FreezeNone>>> &&
                fits<Stages<Stage<1, FreezeUpTo<Layer3>>, Stage<1, FreezeUpTo<Layer1>>>>);
  static_assert(fits<Stages<Stage<1, FreezeAllBut<Fc>>, Stage<1, FreezeKind<BatchNorm2d>>, Stage<1, FreezeNone>>>);
  static_assert(fits<Stages<Stage<1, FreezeAllBut<At<"fc.2">>>, Stage<1, FreezeAllBut<Fc>>>, ResNet18, MlpHead<2, 8>>);
  static_assert(fits<Stages<Stage<1, FreezeAllBut<Classifier>>, Stage<1, Freeze<At<"features">>>>, AlexNet>);
  static_assert(fits<Three, ResNet152>);
}

template <class Expected, class F>
constexpr bool verdict_is = std::same_as<Verdict<ResNet50, LinearHead<2>, F, SGD>, Expected>;

TEST_CASE("the verdict names the argument of Stages that is no stage") {
  static_assert(verdict_is<mistake::NotAStage<int>, Stages<Stage<1, FreezeNone>, int>>);
  static_assert(verdict_is<mistake::NotAStage<Stage<1, int>>, Stages<Stage<1, int>>>);
  static_assert(verdict_is<mistake::NotAStage<Stage<2, Three>>, Stages<Stage<2, Three>>>);
  static_assert(verdict_is<mistake::NotAStage<Stages<>>, Stages<>>);
  static_assert(
      verdict_is<mistake::StageNeedsEpochs<Stage<-1, FreezeNone>>, Stages<Stage<3, FreezeAllBut<Fc>>, Stage<-1, FreezeNone>>>);
}

TEST_CASE("the verdict names the stage that freezes again, with the layer, and the one that adds nothing") {
  using Back = Stage<1, FreezeUpTo<At<"layer4.1">>>;
  static_assert(verdict_is<mistake::StageFreezesAgain<Back, text<'c', 'o', 'n', 'v', '1'>, ResNet50>,
                           Stages<Stage<1, FreezeAllBut<Fc>>, Stage<1, FreezeNone>, Back>>);
  static_assert(verdict_is<mistake::StageUnfreezesNothing<Stage<2, FreezeUpTo<At<"avgpool">>>, ResNet50>,
                           Stages<Stage<1, FreezeAllBut<Fc>>, Stage<2, FreezeUpTo<At<"avgpool">>>>>);
  static_assert(verdict_is<mistake::StageUnfreezesNothing<Stage<2, FreezeNone>, ResNet50>,
                           Stages<Stage<1, FreezeNone>, Stage<2, FreezeNone>>>);
  static_assert(verdict_is<mistake::NothingToTrain<FreezeAll, ResNet50>, Stages<Stage<1, FreezeAll>, Stage<1, FreezeNone>>>);
}

TEST_CASE("a layer that is missing in a later stage is named like any other") {
  using Missing = mistake::NoSuchLayer<At<"layer5">, ResNet50, mistake::DidYouMean<text<'l', 'a', 'y', 'e', 'r', '4'>>>;
  static_assert(verdict_is<Missing, Stages<Stage<1, FreezeAllBut<Fc>>, Stage<1, FreezeAllBut<Fc, At<"layer5">>>>>);
}

TEST_CASE("stages fit a backbone when their layers are there and each adds one") {
  static_assert(FreezePolicyFor<Three, ResNet50> && !FreezePolicyFor<Three, AlexNet>);
  static_assert(!FreezePolicyFor<Stages<>, ResNet50> &&
                !FreezePolicyFor<Stages<Stage<1, FreezeNone>, Stage<1, FreezeNone>>, ResNet50>);
}

struct OwnModule {
  using policy_category = backbone_tag;
  static constexpr std::int64_t out_features = 6;
};

TEST_CASE("what is inside a module of the user's own is left to run time") {
  static_assert(
      fits<Stages<Stage<1, FreezeAllBut<Classifier>>, Stage<1, FreezeAllBut<Classifier, At<"body.last">>>>, OwnModule>);
}

TEST_CASE("check_stages compares what owns parameters alone, stage by stage") {
  constexpr GraphView net = ResNet18::graph;
  constexpr std::size_t rows = net.modules().size();
  using Masks = std::array<std::array<bool, rows>, 2>;
  const auto check = [&](const Masks& masks) { return graft::detail::check_stages(net, masks); };
  constexpr auto fc = freeze_mask<FreezeAllBut<Fc>, rows>(net), none = freeze_mask<FreezeNone, rows>(net),
                 relu = freeze_mask<FreezeAllBut<Fc, At<"relu">>, rows>(net);
  CHECK(check({{fc, none}}).stage == 0);
  CHECK(check({{fc, relu}}).stage == 1);
  CHECK(check({{fc, relu}}).freezes_again == -1);
  CHECK(check({{none, fc}}).freezes_again == net.find("conv1"));
}

}  // namespace stages_tests
