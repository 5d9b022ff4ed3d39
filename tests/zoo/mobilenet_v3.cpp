#include "support/doctest.hpp"

#include <graft/graph/infer.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/zoo/mobilenet_v3.hpp>

namespace mobilenet_v3_tests {

using namespace graft;

TEST_CASE("MobileNetV3-Small has its published size, nine squeezes and depthwise convolutions") {
  constexpr GraphView net = MobileNetV3Small::graph;
  static_assert(net.parameter_count() == 2'542'856 && net.path(net.classifier()) == "classifier.3");
  int squeezes = 0, depthwise = 0;
  for (CallId row{0}; row < net.call_count(); ++row) squeezes += is_a<op::Multiply>(net.call(row).op) ? 1 : 0;
  for (ModuleId row{0}; row < net.module_count(); ++row)
    if (const auto* conv = std::get_if<Conv2d>(&net.module(row).layer)) depthwise += conv->groups == conv->in ? 1 : 0;
  CHECK(squeezes == 9);
  CHECK(depthwise == 11);
}

TEST_CASE("channels are rounded to multiples of 8, never down by more than a tenth") {
  static_assert(graft::detail::divisible_by_8(16 / 4) == 8 && graft::detail::divisible_by_8(88 / 4) == 24);
  static_assert(graft::detail::divisible_by_8(240 / 4) == 64 && graft::detail::divisible_by_8(576 / 4) == 144);
  static_assert(graft::detail::divisible_by_8(10) == 16 && graft::detail::divisible_by_8(19) == 24);
}

TEST_CASE("images may have any size") {
  for (const std::int64_t side : {1, 33, 160}) {
    Tables tables = tables_of(MobileNetV3Small::graph);
    tables.calls.front().shape = {3, side, side + 7};
    infer(tables);
    CHECK(tables.check.ok());
    CHECK(tables.calls.back().shape == Shape{1000});
  }
}

}  // namespace mobilenet_v3_tests
