#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Lion {
  using policy_category = optimizer_tag;
  struct Options {
    double lr = 1e-4;
  };
};

struct Tuner : Verdict<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, Lion> {};
