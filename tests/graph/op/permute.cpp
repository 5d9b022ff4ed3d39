#include "graph/op/operands.hpp"
#include "support/doctest.hpp"

#include <graft/graph/op/permute.hpp>

namespace op_tests::permute_tests {

TEST_CASE("axes come in the order that is asked for") {
  static_assert(output_of(op::Permute{{1, 0}}, {{8, 30}}).shape == Shape{30, 8});
  static_assert(output_of(op::Permute{{2, 0, 1}}, {{8, 5, 6}}).shape == Shape{6, 8, 5});
}

TEST_CASE("each axis comes once") {
  static_assert(output_of(op::Permute{{1, 0}}, {{8, 5, 6}}).problem == Problem::wrong_rank);
  static_assert(output_of(op::Permute{{0, 0}}, {{8, 5}}).problem == Problem::axes_not_a_permutation);
  static_assert(output_of(op::Permute{{0, 2}}, {{8, 5}}).problem == Problem::axes_not_a_permutation);
  static_assert(output_of(op::Permute{{0, -1}}, {{8, 5}}).problem == Problem::axes_not_a_permutation);
}

}  // namespace op_tests::permute_tests
