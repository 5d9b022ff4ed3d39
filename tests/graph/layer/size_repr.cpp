#include "support/doctest.hpp"

#include <graft/graph/layer/size_repr.hpp>

namespace size_repr_tests {

using namespace graft;

TEST_CASE("sizes are printed as they were given") {
  CHECK(graft::detail::size_repr(7) == "7");
  CHECK(graft::detail::size_repr({7, 7}) == "(7, 7)");
  CHECK(graft::detail::pair_repr(7) == "(7, 7)");
}

}  // namespace size_repr_tests
