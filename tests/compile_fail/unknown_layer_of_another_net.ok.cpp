#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/alexnet.hpp>

using namespace graft;

struct Tuner : Verdict<AlexNet, LinearHead<2>, FreezeAllBut<Classifier>, SGD> {};
