// expect-error: the third argument is not a freeze policy: write FreezeAllBut<Fc>

#include <graft/policy/composable.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner : Verdict<ResNet50, LinearHead<2>, Fc, SGD> {};
