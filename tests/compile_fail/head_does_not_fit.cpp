// expect-error: the head's in_features differ from the backbone's out_features: drop LinearHead's In to have it deduced
// expect-note: 2048

#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner : Verdict<ResNet50, LinearHead<2, 512>, FreezeAllBut<Fc>, SGD> {};
