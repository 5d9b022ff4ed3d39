#include "support/doctest.hpp"

#include <graft/graph/layer/dropout.hpp>

namespace dropout_tests {

TEST_CASE("dropout keeps any shape and drops half unless told otherwise") {
  static_assert(graft::Dropout{}.output({3, 4}).shape == graft::Shape{3, 4});
  static_assert(graft::Dropout{}.p == 0.5 && graft::Dropout{.p = 0.2} != graft::Dropout{});
}

}  // namespace dropout_tests
