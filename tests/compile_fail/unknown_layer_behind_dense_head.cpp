// expect-error: this backbone has no layer with that path: take the one in DidYouMean, or Classifier for what the head replaces

#include <graft/policy/composable.hpp>
#include <graft/policy/deep_lab_head.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner : Verdict<ResNet50, DeepLabHead<11>, FreezeUpTo<At<"layer5">>, SGD> {};
