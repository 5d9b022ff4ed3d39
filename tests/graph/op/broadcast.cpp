#include "graph/op/operands.hpp"
#include "support/doctest.hpp"

#include <graft/graph/op/broadcast.hpp>

namespace op_tests::broadcast_tests {

TEST_CASE("sizes of 1 stand for any, axes are matched from the last on") {
  static_assert(graft::detail::broadcast({8, 5, 6}, {8, 5, 6}).shape == Shape{8, 5, 6});
  static_assert(graft::detail::broadcast({8, 1, 1}, {8, 5, 6}).shape == Shape{8, 5, 6});
  static_assert(graft::detail::broadcast({1, 5, 1}, {8, 1, 6}).shape == Shape{8, 5, 6});
  static_assert(graft::detail::broadcast({6}, {8, 5, 6}).shape == Shape{8, 5, 6});
  static_assert(graft::detail::broadcast({8, 5, 6}, {5, 1}).shape == Shape{8, 5, 6});
}

TEST_CASE("other sizes do not go together") {
  constexpr Inferred failed = graft::detail::broadcast({8, 5}, {4, 5});
  static_assert(failed.problem == Problem::operands_differ && failed.wanted == 40 && failed.got == 20);
  static_assert(graft::detail::broadcast({8}, {8, 5, 6}).problem == Problem::operands_differ);  // 8 is matched with 6
}

}  // namespace op_tests::broadcast_tests
