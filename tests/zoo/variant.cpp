#include "support/doctest.hpp"

#include <graft/zoo/variant.hpp>

namespace variant_tests {

TEST_CASE("the two variants are two") { static_assert(graft::Variant::v1 != graft::Variant::v1_5); }

}  // namespace variant_tests
