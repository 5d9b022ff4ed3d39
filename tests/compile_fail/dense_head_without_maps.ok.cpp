#include <graft/policy/composable.hpp>
#include <graft/policy/deep_lab_head.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner : Verdict<ResNet18, DeepLabHead<11>, FreezeAllBut<Classifier>, SGD> {};
