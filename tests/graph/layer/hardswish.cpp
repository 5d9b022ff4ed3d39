#include "support/doctest.hpp"

#include <graft/graph/layer/extra_repr.hpp>
#include <graft/graph/layer/hardswish.hpp>

namespace hardswish_tests {

using namespace graft;

TEST_CASE("Hardswish keeps any shape and owns nothing") {
  static_assert(Hardswish{}.output({8, 7, 7}).shape == Shape{8, 7, 7} && Hardswish{}.output({5, 16}).shape == Shape{5, 16});
  static_assert(!Hardswish{}.is_random() && !Hardswish{}.only_renames());
  CHECK(extra_repr(Hardswish{}) == "");
}

}  // namespace hardswish_tests
