// expect-error: this freeze policy leaves nothing to train: write FreezeAllBut<Classifier> to train the head

#include <graft/policy/composable.hpp>
#include <graft/policy/freeze.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/alexnet.hpp>

using namespace graft;

struct Tuner : Verdict<AlexNet, LinearHead<2>, Freeze<At<"features">, At<"classifier">>, SGD> {};
