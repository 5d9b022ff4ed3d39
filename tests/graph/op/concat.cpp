#include "graph/op/operands.hpp"
#include "support/doctest.hpp"

#include <graft/graph/op/concat.hpp>

namespace op_tests::concat_tests {

TEST_CASE("sizes along the axis are summed, the others are equal") {
  static_assert(output_of(op::Concat{}, {{8, 5, 6}, {3, 5, 6}, {1, 5, 6}}).shape == Shape{12, 5, 6});
  static_assert(output_of(op::Concat{1}, {{8, 5}, {8, 2}}).shape == Shape{8, 7});
  static_assert(output_of(op::Concat{}, {{8, 5, 6}}).shape == Shape{8, 5, 6});
  static_assert(op::Concat::least_inputs == 1 && op::Concat::most_inputs == any_number_of_inputs);
}

TEST_CASE("others are refused") {
  static_assert(output_of(op::Concat{}, {{8, 5, 6}, {8, 5, 7}}).problem == Problem::operands_differ);
  static_assert(output_of(op::Concat{}, {{8, 5}, {8, 5, 1}}).problem == Problem::operands_differ);
  static_assert(output_of(op::Concat{2}, {{8, 5}}).problem == Problem::wrong_rank);
  static_assert(output_of(op::Concat{-1}, {{8, 5}}).problem == Problem::wrong_rank);
}

}  // namespace op_tests::concat_tests
