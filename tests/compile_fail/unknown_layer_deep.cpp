// expect-error: this backbone has no layer with that path: take the one in DidYouMean, or Classifier for what the head replaces
// expect-note: DidYouMean<graft::text<'l', 'a', 'y', 'e', 'r', '3', '.', '3', '5', '.', 'c', 'o', 'n', 'v', '3'>

#include <graft/policy/composable.hpp>
#include <graft/policy/freeze.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner : Verdict<ResNet152, LinearHead<2>, Freeze<At<"layer3.35.conv4">>, SGD> {};
