#include "support/doctest.hpp"

#include <graft/graph/images_behind.hpp>

namespace images_behind_tests {

using namespace graft;

TEST_CASE("images are as much larger than a value as the described ones") {
  constexpr Shape described{3, 224, 224};
  static_assert(images_behind({1024, 28, 28}, {1024, 28, 28}, described) == described);
  static_assert(images_behind({1024, 16, 20}, {1024, 28, 28}, described) == Shape{3, 128, 160});
  static_assert(images_behind({64, 75, 28}, {64, 75, 75}, {3, 299, 299}) == Shape{3, 299, 112});
  static_assert(images_behind({2048}, {2048}, described) == described);  // of a vector nobody knows
  static_assert(images_behind({9, 8, 8}, {9, 0, 8}, described) == described);
}

}  // namespace images_behind_tests
