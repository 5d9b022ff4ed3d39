#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/mlp_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner : Verdict<ResNet50, MlpHead<2, 1>, FreezeAllBut<Fc>, SGD> {};
