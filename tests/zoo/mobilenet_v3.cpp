#include "support/doctest.hpp"

#include <vector>

#include <graft/zoo/mobilenet_v3.hpp>

#include "zoo/stage_checks.hpp"

namespace mobilenet_v3_tests {

using namespace graft;

TEST_CASE("MobileNetV3-Small has its published size, nine squeezes and depthwise convolutions") {
  constexpr GraphView net = MobileNetV3Small::graph;
  static_assert(net.parameter_count() == 2'542'856 && net.path(net.classifier()) == "classifier.3");
  int squeezes = 0, depthwise = 0;
  for (CallId row{0}; row < net.call_count(); ++row) squeezes += is_a<op::Multiply>(net.call(row).op) ? 1 : 0;
  for (ModuleId row{0}; row < net.module_count(); ++row)
    if (const auto* conv = get_if<Conv2d>(&net.module(row).layer)) depthwise += conv->groups == conv->in ? 1 : 0;
  CHECK(squeezes == 9);
  CHECK(depthwise == 11);
}

TEST_CASE("channels are rounded to multiples of 8, never down by more than a tenth") {
  static_assert(graft::detail::divisible_by_8(16 / 4) == 8 && graft::detail::divisible_by_8(88 / 4) == 24);
  static_assert(graft::detail::divisible_by_8(240 / 4) == 64 && graft::detail::divisible_by_8(576 / 4) == 144);
  static_assert(graft::detail::divisible_by_8(10) == 16 && graft::detail::divisible_by_8(19) == 24);
}

TEST_CASE("MobileNetV3-Large has its published size, and is of fifteen blocks, eight of which squeeze") {
  const Tables tables = MobileNetV3Large::tables();
  const GraphView net = tables;
  CHECK(net.parameter_count() == 5'483'032);
  CHECK(net.multiply_add_count() == 216'589'760);  // torchvision's documentation: 0.22 GFLOPS
  int squeezes = 0;
  for (CallId row{0}; row < net.call_count(); ++row) squeezes += is_a<op::Multiply>(net.call(row).op) ? 1 : 0;
  CHECK(squeezes == 8);
  CHECK(net.has_path(net.classifier(), "classifier.3"));
}

TEST_CASE("stages end where the next one halves the maps") {
  const Tables large = MobileNetV3Large::tables(), small = MobileNetV3Small::tables();
  CHECK((stage_checks::shapes(large) ==
         std::vector<Shape>{{16, 112, 112}, {16, 112, 112}, {24, 56, 56}, {40, 28, 28}, {112, 14, 14}, {960, 7, 7}}));
  CHECK((stage_checks::shapes(small) ==
         std::vector<Shape>{{16, 112, 112}, {16, 56, 56}, {24, 28, 28}, {48, 14, 14}, {576, 7, 7}}));
  stage_checks::check_freezing(large);
  stage_checks::check_freezing(small);
}

TEST_CASE("images may have any size") {
  for (const std::int64_t side : {1, 33, 160}) {
    CHECK(stage_checks::check_for(MobileNetV3Small::tables(), side).ok());
    CHECK(stage_checks::check_for(MobileNetV3Large::tables(), side).ok());
  }
}

}  // namespace mobilenet_v3_tests
