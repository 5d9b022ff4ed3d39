#include "support/doctest.hpp"

#include <graft/zoo/variant.hpp>

namespace variant_tests {

using namespace graft;

TEST_CASE("the two variants are two, with a name each") {
  static_assert(Variant::v1 != Variant::v1_5);
  static_assert(variant_named(to_string(Variant::v1)) == Variant::v1 && variant_named("v1.5") == Variant::v1_5);
  static_assert(!variant_named("v2") && !variant_named(""));
}

}  // namespace variant_tests
