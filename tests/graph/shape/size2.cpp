#include "support/doctest.hpp"

#include <graft/graph/shape/size2.hpp>

namespace size2_tests {

using graft::Size2;

TEST_CASE("one number is a square, two are height and width") {
  constexpr Size2 square = 3, flat{1, 7};
  static_assert(square.height == 3 && square.width == 3 && square == Size2{3, 3});
  static_assert(flat.height == 1 && flat.width == 7 && flat != Size2{7, 1});
}

}  // namespace size2_tests
