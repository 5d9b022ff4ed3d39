#include "support/doctest.hpp"

#include <graft/policy/cache_features.hpp>
#include <graft/policy/freeze_policy.hpp>

namespace cache_features_tests {

using namespace graft;

static_assert(CacheFeatures<>::views == 0 && CacheFeatures<8>::views == 8);
static_assert(graft::detail::in_category<CacheFeatures<>, cache_tag> && !FreezePolicy<CacheFeatures<>>);

TEST_CASE("a cache holds 4 GiB unless it is told otherwise") {
  CHECK(CacheFeatures<2>::Options{}.max_bytes == 4'294'967'296);  // no constant: clang 14 has no constexpr std::string
}

}  // namespace cache_features_tests
