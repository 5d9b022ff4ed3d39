#include "support/doctest.hpp"

#include <graft/graph/layer/dropout.hpp>

namespace dropout_tests {

TEST_CASE("dropout keeps any shape and drops half unless told otherwise") {
  static_assert(graft::Dropout{}.output({3, 4}).shape == graft::Shape{3, 4});
  static_assert(graft::Dropout{}.p == 0.5 && graft::Dropout{.p = 0.2} != graft::Dropout{});
}

TEST_CASE("dropout draws anew unless it drops nothing, and in evaluation mode gives what it gets") {
  static_assert(graft::Dropout{}.is_random() && !graft::Dropout{.p = 0}.is_random() && graft::Dropout{}.only_renames());
}

}  // namespace dropout_tests
