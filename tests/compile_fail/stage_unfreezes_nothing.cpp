// expect-error: this stage unfreezes nothing new: name a layer that the stage before it keeps frozen, or give that one more
// epochs

#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_none.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/policy/stages.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner : Verdict<ResNet50, LinearHead<2>,
                       Stages<Stage<3, FreezeAllBut<Fc>>, Stage<4, FreezeAllBut<Fc, At<"relu">>>, Stage<3, FreezeNone>>, SGD> {
};
