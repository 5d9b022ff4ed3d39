#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner : Verdict<ResNet18, LinearHead<2>, FreezeUpTo<At<"layer4.1">>, SGD> {};
