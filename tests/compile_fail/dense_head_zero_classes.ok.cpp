#include <graft/policy/composable.hpp>
#include <graft/policy/fcos_head.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner : Verdict<ResNet18, FcosHead<1>, FreezeUpTo<Layer2>, SGD> {};
