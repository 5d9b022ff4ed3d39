// expect-error: this backbone has no layer with that path: take the one in DidYouMean, or Classifier for what the head replaces
// expect-note: DidYouMean<graft::text<'l', 'a', 'y', 'e', 'r', '4'>

#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/policy/stages.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner
    : Verdict<ResNet50, LinearHead<2>, Stages<Stage<3, FreezeAllBut<Fc>>, Stage<7, FreezeAllBut<Fc, At<"layer5">>>>, SGD> {};
