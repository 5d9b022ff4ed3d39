// expect-error: a head needs at least one class: write the number of your classes, as in LinearHead<2>
// expect-note: FcosHead<0>

#include <graft/policy/composable.hpp>
#include <graft/policy/fcos_head.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner : Verdict<ResNet18, FcosHead<0>, FreezeUpTo<Layer2>, SGD> {};
