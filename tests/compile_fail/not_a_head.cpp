// expect-error: the second argument is not a head: write LinearHead<Classes>

#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner : Verdict<ResNet50, int, FreezeAllBut<Fc>, SGD> {};
