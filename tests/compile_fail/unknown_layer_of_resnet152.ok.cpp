#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/replace.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

// The largest networks, edited: clang's default limit of steps in a constant expression holds.
struct Tuner : Verdict<Replace<ResNet152, "fc", Linear{3}>, LinearHead<2>, FreezeAllBut<At<"layer3.35.conv2">>, SGD> {};
