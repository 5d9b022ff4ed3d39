#include "support/doctest.hpp"

#include <graft/core/decimal.hpp>

namespace decimal_tests {

using namespace graft;

TEST_CASE("a number is written in decimal digits, at compile time too") {
  static_assert(decimal(0) == "0");
  static_assert(decimal(10) == "10");
  CHECK(decimal(2147483647) == "2147483647");
}

}  // namespace decimal_tests
