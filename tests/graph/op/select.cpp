#include "graph/op/operands.hpp"
#include "support/doctest.hpp"

#include <graft/graph/op/select.hpp>

namespace op_tests::select_tests {

TEST_CASE("a place along an axis, which is gone then") {
  static_assert(output_of(op::Select{}, {{5, 16}}).shape == Shape{16});
  static_assert(output_of(op::Select{1, 3}, {{8, 5, 6}}).shape == Shape{8, 6});
  static_assert(output_of(op::Select{0, 5}, {{5, 16}}).problem == Problem::window_too_large);
  static_assert(output_of(op::Select{0, -1}, {{5, 16}}).problem == Problem::window_too_large);
  static_assert(output_of(op::Select{2, 0}, {{5, 16}}).problem == Problem::wrong_rank);
  CHECK(label_of(op::Select{0, 3}) == "select 3");
}

}  // namespace op_tests::select_tests
