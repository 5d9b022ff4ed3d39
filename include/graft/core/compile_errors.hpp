#pragma once

#include <cstdint>

#include <graft/core/text.hpp>

/// Every sentence of a compile-time error, in one place, so that they can be read as a set.
///
/// Each mistake is a struct that carries the values as template arguments and holds one `static_assert`: what is wrong,
/// then what to write instead, 140 characters at most. Naming such a type costs nothing; only deriving from it, as
/// `FineTuner` does from its verdict, makes it an error. So the same chain is also a soft predicate. docs/errors.md has what to
/// do, under the name of the struct.
namespace graft::error {

template <class...>
inline constexpr bool always_false = false;

/// The closest path that the network does have.
template <class Path>
struct DidYouMean {};

template <class First, class Second, class Third, class Fourth>
struct ArgumentsSwapped {
  static_assert(always_false<First>, "FineTuner takes <Backbone, Head, Freeze, Optimizer> in this order: these look swapped");
};

template <class Given>
struct NotABackbone {
  static_assert(always_false<Given>,
                "the first argument is not a backbone: it needs a constexpr `graph` with a classifier, see docs/your_own.md");
};

template <class Given>
struct NotAHead {
  static_assert(always_false<Given>, "the second argument is not a head: write LinearHead<Classes>, or see docs/your_own.md");
};

template <class Given>
struct NotAFreezePolicy {
  static_assert(always_false<Given>,
                "the third argument is not a freeze policy: write FreezeAllBut<Fc>, or see docs/your_own.md");
};

template <class Given>
struct NotAnOptimizer {
  static_assert(always_false<Given>,
                "the fourth argument is not an optimizer: write SGD, Adam or AdamW, or see docs/your_own.md");
};

/// `Problem` is an enumerator of graft::Problem, `Where` the path of the module.
template <class Backbone, auto Problem, class Where, std::int64_t Wanted, std::int64_t Got>
struct BackboneIsBroken {
  static_assert(
      always_false<Backbone>,
      "this backbone's graph does not fit together: see the problem, the module's path, what it wants and what it gets");
};

/// `Suggestion` is the closest path that is there.
template <class Edited, class Suggestion>
struct EditNamesNoLayer {
  static_assert(always_false<Edited>, "this edit names a layer that the backbone does not have: take the one in DidYouMean");
};

template <class Backbone>
struct BackboneGivesMaps {
  static_assert(always_false<Backbone>,
                "this backbone ends in feature maps: Append an AdaptiveAvgPool2d{1} and a Flatten{} before a head");
};

template <class Backbone>
struct BackboneHasNoClassifier {
  static_assert(
      always_false<Backbone>,
      "this backbone does not say what a head replaces: call net.classifier(...) on its last layer where it is described");
};

template <class Head, std::int64_t Classes>
struct HeadNeedsClasses {
  static_assert(always_false<Head>, "a head needs at least one class: write the number of your classes, as in LinearHead<2>");
};

template <class Head, std::int64_t Expects, class Backbone, std::int64_t Gives>
struct HeadDoesNotFitBackbone {
  static_assert(always_false<Head>,
                "the head's in_features differ from the backbone's out_features: drop LinearHead's In to have it deduced");
};

/// `Problem` is an enumerator of graft::Problem.
template <class Head, class Backbone, auto Problem, std::int64_t Wanted, std::int64_t Got>
struct HeadIsBroken {
  static_assert(
      always_false<Head>,
      "this head's layers do not fit together behind this backbone: see the problem, what is wanted and what it gets");
};

/// `Stride` is that of the first maps that are not there, in pixels of the images.
template <class Head, class Backbone, std::int64_t Stride>
struct HeadNeedsFeatureMaps {
  static_assert(always_false<Head>,
                "this head reads feature maps of a stride that this backbone does not have: take one with stages, as ResNet50");
};

template <class Head, class Backbone>
struct HeadNeedsDilation {
  static_assert(
      always_false<Head>,
      "this head dilates the backbone, whose strides are not all convolutions': take FpnSegmentationHead, or a ResNet");
};

template <class Layer, class Backbone, class Suggestion>
struct NoSuchLayer {
  static_assert(
      always_false<Layer>,
      "this backbone has no layer with that path: take the one in DidYouMean, or Classifier for what the head replaces");
};

template <class Freeze, class Backbone>
struct NothingToTrain {
  static_assert(always_false<Freeze>,
                "this freeze policy leaves nothing to train: write FreezeAllBut<Classifier> to train the head");
};

template <class Given>
struct NotAnOptionalPolicy {
  static_assert(always_false<Given>,
                "behind the optimizer come optional policies, such as FocalLoss or Precision<F32>: this is none of them");
};

template <class Given>
struct NotForFeatures {
  static_assert(always_false<Given>,
                "a FeatureExtractor trains nothing: of the optional policies it takes Precision, the others are FineTuner's");
};

template <class Given>
struct NotALoss {
  static_assert(always_false<Given>,
                "this loss computes nothing: it needs Options and `static torch::Tensor loss(logits, labels, const Options&)`");
};

template <class Loss, class Task>
struct LossNotForTask {
  static_assert(always_false<Loss>,
                "this loss is not for what the head learns: leave it out, or take one that the table in docs/tasks.md has");
};

template <class Given>
struct NotASchedule {
  static_assert(always_false<Given>,
                "this schedule gives no rate: it needs Options and lr(const Options&, double base, const SchedulePoint&)");
};

template <class First, class Second>
struct TwoLosses {
  static_assert(always_false<First>,
                "two losses are named, and a step has one: keep one, or write the sum of both as a loss of your own");
};

template <class First, class Second>
struct TwoSchedules {
  static_assert(always_false<First>,
                "two schedules are named, and a learning rate goes by one: keep one; Cosine has a warm-up");
};

template <class Given>
struct AutocastTakesBF16 {
  static_assert(always_false<Given>, "Autocast takes BF16: gradients have no int8, and float32 is what there is without it");
};

template <class Given>
struct PolicyGivenTwice {
  static_assert(always_false<Given>, "this optional policy is given twice: keep one of the two");
};

template <class Given>
struct NotAStage {
  static_assert(
      always_false<Given>,
      "Stages takes one or more of Stage<Epochs, Freeze>, as in Stages<Stage<3, FreezeAllBut<Fc>>, Stage<7, FreezeNone>>");
};

template <class Stage>
struct StageNeedsEpochs {
  static_assert(always_false<Stage>,
                "a stage needs at least one epoch: write how many it trains, as in Stage<3, FreezeAllBut<Fc>>");
};

/// `Layer` is the path of the first such layer.
template <class Stage, class Layer, class Backbone>
struct StageFreezesAgain {
  static_assert(always_false<Stage>,
                "a later stage may only unfreeze: this one freezes a layer that the stage before it trains, see its path");
};

template <class Stage, class Backbone>
struct StageUnfreezesNothing {
  static_assert(
      always_false<Stage>,
      "this stage unfreezes nothing new: name a layer that the stage before it keeps frozen, or give that one more epochs");
};

}  // namespace graft::error
