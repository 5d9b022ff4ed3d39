#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/policy/without.hpp>
#include <graft/zoo/alexnet.hpp>

using namespace graft;

struct Tuner : Verdict<Without<AlexNet, "classifier.6">, LinearHead<2>, FreezeAllBut<Classifier>, SGD> {};
