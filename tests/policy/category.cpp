#include "support/doctest.hpp"

#include <graft/policy/category.hpp>

namespace category_tests {

struct AHead {
  using policy_category = graft::head_tag;
};
struct Nothing {};

TEST_CASE("a type has the one role that it opts in to") {
  static_assert(graft::detail::in_category<AHead, graft::head_tag> && !graft::detail::in_category<AHead, graft::freeze_tag>);
  static_assert(!graft::detail::in_category<Nothing, graft::head_tag> && !graft::detail::in_category<int, graft::head_tag>);
}

}  // namespace category_tests
