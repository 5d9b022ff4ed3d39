#include "support/doctest.hpp"

#include <graft/graph/shape/inferred.hpp>

namespace inferred_tests {

using namespace graft;

TEST_CASE("a failure carries what is wanted and what comes") {
  constexpr Inferred failed = Inferred::failed(Problem::wrong_rank, 3, 1);
  static_assert(failed.problem == Problem::wrong_rank && failed.wanted == 3 && failed.got == 1 && failed.shape == Shape{});
  static_assert(Inferred{{4}}.problem == Problem::none);
}

}  // namespace inferred_tests
