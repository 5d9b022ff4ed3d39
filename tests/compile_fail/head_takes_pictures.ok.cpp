#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct ImageHead {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = 2, in_features = deduced;
  static constexpr void describe(auto& net, std::string_view name) { net.linear(name, classes); }
};

struct Tuner : Verdict<ResNet50, ImageHead, FreezeAllBut<Fc>, SGD> {};
