#include "support/doctest.hpp"

#include <graft/graph/shape/slide_window.hpp>

namespace slide_window_tests {

using namespace graft;

// Recorded from torch.nn.functional.max_pool2d of torch 1.13.
TEST_CASE("a window slides as in PyTorch, rounding up included") {
  static_assert(graft::detail::slide(7, 2, 2, 0, 1) == 3 && graft::detail::slide(7, 2, 2, 0, 1, true) == 4);
  static_assert(graft::detail::slide(5, 3, 3, 1, 1) == 2 && graft::detail::slide(5, 3, 3, 1, 1, true) == 2);
  static_assert(graft::detail::slide(5, 2, 3, 1, 1) == 2 && graft::detail::slide(5, 2, 3, 1, 1, true) == 2);
  static_assert(graft::detail::slide(4, 2, 3, 0, 1) == 1 && graft::detail::slide(4, 2, 3, 0, 1, true) == 2);
  static_assert(graft::detail::slide(3, 1, 2, 0, 1, true) == 2);
  static_assert(graft::detail::slide(2, 3, 2, 0, 1) == 0 && graft::detail::slide(2, 3, 2, 0, 1, true) == 1);
  static_assert(graft::detail::slide(1, 3, 2, 0, 1, true) == 0);
  static_assert(graft::detail::slide(10, 3, 2, 0, 3) == 2 && graft::detail::slide(6, 3, 1, 0, 3) == 0);
}

}  // namespace slide_window_tests
