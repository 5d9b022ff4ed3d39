#include "support/doctest.hpp"

#include <graft/graph/layer/layer.hpp>

namespace group_norm_tests {

using namespace graft;

TEST_CASE("channels are the input's, and the groups divide them") {
  Layer layer = GroupNorm{.groups = 32};
  CHECK(infer(layer, {256, 7, 9}).shape == Shape{256, 7, 9});
  CHECK(get<GroupNorm>(layer).channels == 256);
  CHECK(parameters(layer) == 512);
  CHECK(infer(layer, {128, 7, 9}).problem == Problem::channels_differ);
  Layer odd = GroupNorm{.groups = 32};
  const Inferred refused = infer(odd, {48, 7, 9});
  CHECK(refused.problem == Problem::groups_do_not_divide);
  CHECK(refused.wanted == 32);
  CHECK(refused.got == 48);
  static_assert(!GroupNorm{.channels = 48, .groups = 0}.is_complete() && GroupNorm{.channels = 48}.is_complete());
  static_assert(GroupNorm{.channels = 4}.output({4, 4}).problem == Problem::wrong_rank);
}

}  // namespace group_norm_tests
