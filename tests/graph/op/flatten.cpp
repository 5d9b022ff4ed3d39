#include "graph/op/operands.hpp"
#include "support/doctest.hpp"

#include <graft/graph/op/flatten.hpp>

namespace op_tests::flatten_tests {

TEST_CASE("the axes from one on become one") {
  static_assert(output_of(op::Flatten{}, {{8, 5, 6}}).shape == Shape{240} && output_of(op::Flatten{}, {{7}}).shape == Shape{7});
  static_assert(output_of(op::Flatten{1}, {{8, 5, 6}}).shape == Shape{8, 30});
  static_assert(output_of(op::Flatten{2}, {{8, 5, 6}}).shape == Shape{8, 5, 6});
  static_assert(output_of(op::Flatten{3}, {{8, 5, 6}}).problem == Problem::wrong_rank);
  static_assert(output_of(op::Flatten{}, {Shape{}}).problem == Problem::wrong_rank);
  static_assert(output_of(op::Flatten{-1}, {{8, 5, 6}}).problem == Problem::wrong_rank);
  static_assert(op::Flatten{}.only_renames());
  CHECK(label_of(op::Flatten{}) == "flatten");
  CHECK(label_of(op::Flatten{1}) == "flatten from 1");
}

}  // namespace op_tests::flatten_tests
