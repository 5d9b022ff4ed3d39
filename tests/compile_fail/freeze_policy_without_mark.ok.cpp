#include <graft/policy/composable.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct FreezeMine {
  using policy_category = freeze_tag;
  static constexpr void mark(GraphView, std::span<bool> frozen) { frozen[1] = true; }
};

struct Tuner : Verdict<ResNet50, LinearHead<2>, FreezeMine, SGD> {};
