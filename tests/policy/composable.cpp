#include "support/doctest.hpp"

#include <concepts>

#include <graft/policy/adam.hpp>
#include <graft/policy/adamw.hpp>
#include <graft/policy/composable.hpp>
#include <graft/policy/freeze.hpp>
#include <graft/policy/freeze_all.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_kind.hpp>
#include <graft/policy/freeze_none.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/mlp_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

namespace composable_tests {

using namespace graft;
namespace mistake = graft::error;
using TwoClasses = LinearHead<2>;
using HeadOnly = FreezeAllBut<Fc>;

// A user's own optimizer, as far as it needs no LibTorch.
struct Lion {
  using policy_category = optimizer_tag;
  struct Options {
    double lr = 1e-4;
    double beta1 = 0.9, beta2 = 0.99;
    double weight_decay = 0;
  };
};
struct OwnModule {
  using policy_category = backbone_tag;
  static constexpr std::int64_t out_features = 512;
};
struct Headless {
  static constexpr auto graph = describe([](auto& net) { net.input({3, 8, 8}), net.conv("conv", 4); });
};
struct Broken {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 8, 8});
    net.sequential("body", [&] { net.conv("0", 4, {.in = 5}); });
    net.flatten();
    net.classifier(net.linear("fc", 2));
  });
};

TEST_CASE("what fits together is composable") {
  static_assert(Composable<ResNet50, TwoClasses, HeadOnly, SGD>);
  static_assert(Composable<ResNet50, LinearHead<10>, FreezeAllBut<Fc, At<"layer4.2">>, AdamW>);
  static_assert(Composable<ResNet50, LinearHead<10>, FreezeUpTo<Layer3>, SGD>);
  static_assert(Composable<AlexNet, LinearHead<3>, FreezeKind<Conv2d>, Adam>);
  static_assert(Composable<ResNet152, MlpHead<3, 64>, Freeze<At<"conv1">, Layer1>, AdamW>);
  static_assert(Composable<WideResNet50_2, LinearHead<1>, FreezeNone, Adam>);
  static_assert(Composable<ResNet18, MlpHead<3, 64>, FreezeAllBut<At<"fc.2">>, Adam>);
}

TEST_CASE("an optimizer and a module of the user's own compose") {
  static_assert(Composable<ResNet50, TwoClasses, HeadOnly, Lion>);
  static_assert(Composable<OwnModule, TwoClasses, FreezeAllBut<Classifier>, SGD>);
  static_assert(Composable<OwnModule, LinearHead<2, 512>, FreezeUpTo<At<"body.anything">>, Lion>);  // checked at run time
}

template <class B, class H, class F, class O>
constexpr bool swapped = std::same_as<Verdict<B, H, F, O>, mistake::ArgumentsSwapped<B, H, F, O>>;

TEST_CASE("every wrong order of four right arguments is a swap") {
  static_assert(swapped<TwoClasses, ResNet50, HeadOnly, SGD> && swapped<ResNet50, HeadOnly, TwoClasses, SGD>);
  static_assert(swapped<ResNet50, TwoClasses, SGD, HeadOnly> && swapped<SGD, HeadOnly, TwoClasses, ResNet50>);
  static_assert(swapped<HeadOnly, ResNet50, TwoClasses, SGD> && swapped<TwoClasses, HeadOnly, SGD, ResNet50>);
  static_assert(!swapped<ResNet50, TwoClasses, HeadOnly, SGD> && !swapped<int, ResNet50, HeadOnly, SGD>);
}

template <class Expected, class B, class H, class F, class O>
constexpr bool verdict_is = std::same_as<Verdict<B, H, F, O>, Expected> && !Composable<B, H, F, O>;

TEST_CASE("the verdict names the first argument that has not the role of its place") {
  static_assert(verdict_is<mistake::NotABackbone<int>, int, TwoClasses, HeadOnly, SGD>);
  static_assert(verdict_is<mistake::NotAHead<int>, ResNet50, int, HeadOnly, SGD>);
  static_assert(verdict_is<mistake::NotAFreezePolicy<int>, ResNet50, TwoClasses, int, SGD>);
  static_assert(verdict_is<mistake::NotAnOptimizer<int>, ResNet50, TwoClasses, HeadOnly, int>);
  static_assert(verdict_is<mistake::NotABackbone<int>, int, long, char, bool>);
}

TEST_CASE("the verdict names what is wrong with a backbone") {
  using Where = text<'b', 'o', 'd', 'y', '.', '0'>;
  static_assert(
      verdict_is<mistake::BackboneIsBroken<Broken, Problem::channels_differ, Where, 5, 3>, Broken, TwoClasses, HeadOnly, SGD>);
  static_assert(verdict_is<mistake::BackboneHasNoClassifier<Headless>, Headless, TwoClasses, HeadOnly, SGD>);
}

TEST_CASE("the verdict names what is wrong with a head") {
  static_assert(verdict_is<mistake::HeadNeedsClasses<LinearHead<0>, 0>, ResNet50, LinearHead<0>, HeadOnly, SGD>);
  static_assert(verdict_is<mistake::HeadNeedsClasses<LinearHead<-3>, -3>, ResNet50, LinearHead<-3>, HeadOnly, SGD>);
  static_assert(verdict_is<mistake::HeadDoesNotFitBackbone<LinearHead<2, 512>, 512, ResNet50, 2048>, ResNet50,
                           LinearHead<2, 512>, HeadOnly, SGD>);
  static_assert(verdict_is<mistake::HeadIsBroken<MlpHead<2, 0>, ResNet50, Problem::sizes_not_positive, 1, 0>, ResNet50,
                           MlpHead<2, 0>, HeadOnly, SGD>);
}

template <class Tag, class Backbone, char... Path>
constexpr bool suggests = verdict_is<mistake::NoSuchLayer<Tag, Backbone, mistake::DidYouMean<text<Path...>>>, Backbone,
                                     TwoClasses, FreezeAllBut<Tag>,
                                     SGD>&& verdict_is<mistake::NoSuchLayer<Tag, Backbone, mistake::DidYouMean<text<Path...>>>,
                                                       Backbone, TwoClasses, FreezeUpTo<Tag>, SGD>&&
    verdict_is<mistake::NoSuchLayer<Tag, Backbone, mistake::DidYouMean<text<Path...>>>, Backbone, TwoClasses, Freeze<Tag>, SGD>;

TEST_CASE("the verdict names the closest layer to one that is not there") {
  static_assert(suggests<At<"layer5">, ResNet50, 'l', 'a', 'y', 'e', 'r', '4'>);
  static_assert(suggests<At<"layer4.3">, ResNet50, 'l', 'a', 'y', 'e', 'r', '4', '.', '2'>);
  static_assert(
      suggests<At<"layer3.36.conv1">, ResNet152, 'l', 'a', 'y', 'e', 'r', '3', '.', '6', '.', 'c', 'o', 'n', 'v', '1'>);
  static_assert(suggests<At<"feature.0">, AlexNet, 'f', 'e', 'a', 't', 'u', 'r', 'e', 's', '.', '0'>);
}

TEST_CASE("the first of several missing layers is named") {
  using Missing = Verdict<ResNet50, TwoClasses, FreezeAllBut<Fc, At<"layer6">, At<"layer7">>, SGD>;
  static_assert(
      std::same_as<Missing,
                   mistake::NoSuchLayer<At<"layer6">, ResNet50, mistake::DidYouMean<text<'l', 'a', 'y', 'e', 'r', '4'>>>>);
}

TEST_CASE("layers are looked for in the network with its head") {
  static_assert(Composable<ResNet50, MlpHead<2, 8>, FreezeAllBut<At<"fc.0">>, SGD> &&
                !Composable<ResNet50, TwoClasses, FreezeAllBut<At<"fc.0">>, SGD>);
}

TEST_CASE("a policy that leaves nothing to train is refused") {
  static_assert(verdict_is<mistake::NothingToTrain<FreezeAll, ResNet50>, ResNet50, TwoClasses, FreezeAll, SGD>);
  static_assert(verdict_is<mistake::NothingToTrain<FreezeUpTo<Fc>, ResNet50>, ResNet50, TwoClasses, FreezeUpTo<Fc>, SGD>);
  static_assert(verdict_is<mistake::NothingToTrain<FreezeAllBut<>, ResNet50>, ResNet50, TwoClasses, FreezeAllBut<>, SGD>);
  static_assert(verdict_is<mistake::NothingToTrain<FreezeAllBut<At<"avgpool">>, ResNet50>, ResNet50, TwoClasses,
                           FreezeAllBut<At<"avgpool">>, SGD>);
  static_assert(!Composable<AlexNet, TwoClasses, Freeze<At<"features">, At<"classifier">>, SGD>);
  static_assert(!Composable<ResNet50, TwoClasses, FreezeKind<Conv2d, BatchNorm2d, Linear>, SGD>);
  static_assert(!Composable<ResNet50, TwoClasses, Freeze<At<"">>, SGD>);
}

TEST_CASE("a freeze policy fits a backbone that has its layers") {
  static_assert(FreezePolicyFor<FreezeAllBut<Fc>, ResNet50> && FreezePolicyFor<FreezeNone, AlexNet> &&
                FreezePolicyFor<FreezeAllBut<Classifier>, AlexNet>);
  static_assert(!FreezePolicyFor<FreezeAllBut<Fc>, AlexNet> && !FreezePolicyFor<FreezeUpTo<At<"layer5">>, ResNet50>);
  static_assert(!FreezePolicyFor<int, ResNet50> && !FreezePolicyFor<FreezeNone, int>);
}

TEST_CASE("a freeze policy is asked of a backbone that has problems of its own without a hard error") {
  static_assert(!FreezePolicyFor<FreezeAllBut<Fc>, Broken> && !FreezePolicyFor<FreezeAllBut<Fc>, Headless>);
}

struct HeadAsModule {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = 2, in_features = deduced;
  struct module {};
};

TEST_CASE("a head that the graph cannot see does not blind the check of the backbone's layers") {
  static_assert(Composable<ResNet18, HeadAsModule, FreezeAllBut<Layer4>, SGD>);
  static_assert(Composable<ResNet18, HeadAsModule, FreezeAllBut<At<"fc.anything">>, SGD>);
  static_assert(!Composable<ResNet18, HeadAsModule, FreezeAllBut<At<"layr4">>, SGD>);
  CHECK(graft::detail::may_be_inside_foreign(grafted<ResNet18, HeadAsModule>, "fc.weight"));
  CHECK_FALSE(graft::detail::may_be_inside_foreign(grafted<ResNet18, HeadAsModule>, "fc"));
}

}  // namespace composable_tests
