#include "support/doctest.hpp"

#include <graft/graph/layer/extra_repr.hpp>
#include <graft/graph/layer/hardsigmoid.hpp>

namespace hardsigmoid_tests {

using namespace graft;

TEST_CASE("Hardsigmoid keeps any shape and owns nothing") {
  static_assert(Hardsigmoid{}.output({8, 7, 7}).shape == Shape{8, 7, 7} && Hardsigmoid{}.output({5, 16}).shape == Shape{5, 16});
  static_assert(!Hardsigmoid{}.is_random() && !Hardsigmoid{}.only_renames());
  CHECK(extra_repr(Hardsigmoid{}) == "");
}

}  // namespace hardsigmoid_tests
