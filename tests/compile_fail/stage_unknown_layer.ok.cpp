#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/policy/stages.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner
    : Verdict<ResNet50, LinearHead<2>, Stages<Stage<3, FreezeAllBut<Fc>>, Stage<7, FreezeAllBut<Fc, At<"layer4">>>>, SGD> {};
