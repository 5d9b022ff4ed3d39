#include "support/doctest.hpp"

#include <graft/graph/layer/flatten.hpp>

namespace flatten_tests {

TEST_CASE("flatten makes one axis of all") {
  static_assert(graft::Flatten{}.output({256, 6, 6}).shape == graft::Shape{9216});
  static_assert(graft::Flatten{}.output({7}).shape == graft::Shape{7});
  static_assert(graft::Flatten{}.output({}).problem == graft::Problem::wrong_rank);  // of a number nothing is left to flatten
}

}  // namespace flatten_tests
