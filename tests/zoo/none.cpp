#include "support/doctest.hpp"

#include <concepts>

#include <graft/zoo/none.hpp>

namespace none_tests {

enum class Shapes { none, round };  // another `none` is no warning

TEST_CASE("none is a value of its own type, and no number") {
  using namespace graft;
  static_assert(std::same_as<decltype(none), None> && none == None::none && !std::convertible_to<None, int>);
  static_assert(Shapes::none != Shapes::round);
}

}  // namespace none_tests
