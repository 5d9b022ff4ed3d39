#include "graph/op/operands.hpp"
#include "support/doctest.hpp"

#include <graft/graph/op/call_layer.hpp>

namespace op_tests::call_layer_tests {

TEST_CASE("a layer that is no module is asked for its shape, and names itself") {
  static_assert(output_of(op::CallLayer{AdaptiveAvgPool2d{4}}, {{8, 9, 9}}).shape == Shape{8, 4, 4});
  static_assert(output_of(op::CallLayer{AdaptiveAvgPool2d{4}}, {{8}}).problem == Problem::wrong_rank);
  static_assert(is_a<ReLU>(*op::CallLayer{}.layer(nullptr)));
  static_assert(op::CallLayer{} == op::CallLayer{ReLU{}} && op::CallLayer{} != op::CallLayer{GELU{}});
  CHECK(label_of(op::CallLayer{ReLU{.inplace = false}}) == "ReLU");
}

}  // namespace op_tests::call_layer_tests
