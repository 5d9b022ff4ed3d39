#include "support/doctest.hpp"

#include <vector>

#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/mobilenet_v2.hpp>

#include "zoo/stage_checks.hpp"

namespace mobilenet_v2_tests {

using namespace graft;

TEST_CASE("MobileNetV2 has its published size, seventeen blocks and ten shortcuts") {
  constexpr GraphView net = MobileNetV2::graph;
  static_assert(net.parameter_count() == 3'504'872 && net.path(net.classifier()) == "classifier.1");
  static_assert(net.multiply_add_count() == 300'774'272);  // torchvision's documentation: 0.3 GFLOPS
  int blocks = 0, shortcuts = 0;
  for (ModuleId row{0}; row < net.module_count(); ++row) {
    const Block* block = get_if<Block>(&net.module(row).layer);
    blocks += block != nullptr && block->name == "InvertedResidual" ? 1 : 0;
  }
  for (CallId row{0}; row < net.call_count(); ++row) shortcuts += is_a<op::Add>(net.call(row).op) ? 1 : 0;
  CHECK(blocks == 17);
  CHECK(shortcuts == 10);
}

TEST_CASE("its five stages end where the next one halves the maps") {
  const GraphView net = MobileNetV2::graph;
  CHECK((stage_checks::shapes(net) ==
         std::vector<Shape>{{32, 112, 112}, {16, 112, 112}, {24, 56, 56}, {32, 28, 28}, {96, 14, 14}, {1280, 7, 7}}));
  stage_checks::check_freezing(net);
}

TEST_CASE("images may have any size") {
  for (const std::int64_t side : {1, 33, 160}) CHECK(stage_checks::check_for(MobileNetV2::tables(), side).ok());
}

TEST_CASE("a head takes the place of its classifier") {
  using Probe = Composition<MobileNetV2, LinearHead<2>, FreezeAllBut<Classifier>, SGD>;
  static_assert(Probe::trainable_parameters == 1280 * 2 + 2);
}

}  // namespace mobilenet_v2_tests
