#include <graft/policy/composable.hpp>
#include <graft/policy/freeze.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner : Verdict<ResNet152, LinearHead<2>, Freeze<At<"layer3.35.conv3">>, SGD> {};
