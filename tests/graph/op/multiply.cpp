#include "graph/op/operands.hpp"
#include "support/doctest.hpp"

#include <graft/graph/op/multiply.hpp>

namespace op_tests::multiply_tests {

TEST_CASE("multiply: two values of one shape, or of shapes that stretch") {
  static_assert(output_of(op::Multiply{}, {{8, 5, 6}, {8, 5, 6}}).shape == Shape{8, 5, 6});
  static_assert(output_of(op::Multiply{}, {{8, 5, 6}, {8, 1, 1}}).shape == Shape{8, 5, 6});
  static_assert(output_of(op::Multiply{}, {{8, 5}, {8, 6}}).problem == Problem::operands_differ);
  static_assert(op::Multiply::least_inputs == 2 && op::Multiply::most_inputs == 2);
  CHECK(label_of(op::Multiply{}) == "*");
}

}  // namespace op_tests::multiply_tests
