// expect-error: this freeze policy leaves nothing to train: write FreezeAllBut<Classifier> to train the head

#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_kind.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner : Verdict<ResNet50, LinearHead<2>, FreezeKind<Conv2d, BatchNorm2d, Linear>, SGD> {};
