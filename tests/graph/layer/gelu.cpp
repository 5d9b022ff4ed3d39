#include "support/doctest.hpp"

#include <graft/graph/layer/extra_repr.hpp>
#include <graft/graph/layer/gelu.hpp>

namespace gelu_tests {

using namespace graft;

TEST_CASE("GELU keeps any shape and owns nothing") {
  static_assert(GELU{}.output({8, 7, 7}).shape == Shape{8, 7, 7} && GELU{}.output({5, 16}).shape == Shape{5, 16});
  static_assert(!GELU{}.is_random() && !GELU{}.only_renames());
  CHECK(extra_repr(GELU{}) == "approximate='none'");
}

}  // namespace gelu_tests
