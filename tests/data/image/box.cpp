#include <graft/data/image/box.hpp>

#include "support/doctest.hpp"

namespace box_tests {

TEST_CASE("a box is empty at the corner unless it says more, and compares by all four numbers") {
  constexpr graft::Box corner{.width = 4, .height = 2};
  static_assert(corner == graft::Box{0, 0, 4, 2});
  static_assert(!(corner == graft::Box{1, 0, 4, 2}) && !(corner == graft::Box{0, 1, 4, 2}));
  static_assert(!(corner == graft::Box{0, 0, 2, 2}) && !(corner == graft::Box{0, 0, 4, 4}));
  CHECK(graft::Box{} == graft::Box{0, 0, 0, 0});
}

}  // namespace box_tests
