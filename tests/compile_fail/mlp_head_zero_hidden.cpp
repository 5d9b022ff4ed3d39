// expect-error: this head's layers do not fit together behind this backbone: see the problem, what is wanted and what it gets
// expect-note: sizes_not_positive

#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/mlp_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner : Verdict<ResNet50, MlpHead<2, 0>, FreezeAllBut<Fc>, SGD> {};
