// expect-error: this backbone has no layer with that path: take the one in DidYouMean, or Classifier for what the head replaces
// expect-note: DidYouMean<graft::text<'b', 'a', 'c', 'k', 'b', 'o', 'n', 'e', '.', 'l', 'a', 'y', 'e', 'r', '4'>

#include <graft/policy/composable.hpp>
#include <graft/policy/deep_lab_head.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

// The layer is one of the backbone, whose own paths are tried, too.
struct Tuner : Verdict<ResNet50, DeepLabHead<11>, FreezeUpTo<At<"layer5">>, SGD> {};
