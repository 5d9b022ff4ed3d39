#include "graph/op/operands.hpp"
#include "support/doctest.hpp"

#include <graft/graph/op/add.hpp>

namespace op_tests::add_tests {

TEST_CASE("add: two values of one shape, or of shapes that stretch") {
  static_assert(output_of(op::Add{}, {{8, 5, 6}, {8, 5, 6}}).shape == Shape{8, 5, 6});
  static_assert(output_of(op::Add{}, {{8, 5, 6}, {8, 1, 1}}).shape == Shape{8, 5, 6});
  static_assert(output_of(op::Add{}, {{8, 5}, {8, 6}}).problem == Problem::operands_differ);
  static_assert(op::Add::least_inputs == 2 && op::Add::most_inputs == 2);
  CHECK(label_of(op::Add{}) == "+");
}

}  // namespace op_tests::add_tests
