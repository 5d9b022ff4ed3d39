// expect-error: a head needs at least one class: write the number of your classes, as in LinearHead<2>
// expect-note: -2

#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner : Verdict<ResNet50, LinearHead<-2>, FreezeAllBut<Fc>, SGD> {};
