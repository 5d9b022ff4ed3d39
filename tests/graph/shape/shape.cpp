#include "support/doctest.hpp"

#include <graft/graph/shape/shape.hpp>

namespace shape_tests {

using graft::Shape;

TEST_CASE("a shape has its sizes in order, and 0 behind its last axis") {
  constexpr Shape shape{3, 224, 200};
  static_assert(shape.rank() == 3 && shape[0] == 3 && shape[1] == 224 && shape[2] == 200 && shape[3] == 0 && shape[9] == 0);
  static_assert(shape.elements() == 3 * 224 * 200);
}

TEST_CASE("the empty shape is one number") {
  static_assert(Shape{}.rank() == 0 && Shape{}.elements() == 1 && Shape{} == Shape{});
}

TEST_CASE("shapes of other rank or sizes differ") {
  // One each: g++ 16.2 evaluates the first two wrongly where one && joins them.
  static_assert(Shape{2, 3} == Shape{2, 3});
  static_assert(Shape{2, 3} != Shape{3, 2});
  static_assert(Shape{2} != Shape{2, 1} && Shape{0} != Shape{});
}

TEST_CASE("with changes one axis of a copy, and nothing outside of the rank") {
  constexpr Shape shape{3, 4};
  static_assert(shape.with(1, 7) == Shape{3, 7} && shape.with(2, 7) == shape && shape == Shape{3, 4});
}

TEST_CASE("elements do not overflow 32 bits") { CHECK(Shape{65536, 65536}.elements() == 4294967296); }

}  // namespace shape_tests
