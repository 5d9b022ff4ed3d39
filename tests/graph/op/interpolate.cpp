#include "graph/op/operands.hpp"
#include "support/doctest.hpp"

#include <graft/graph/op/interpolate.hpp>
#include <graft/graph/op/operation.hpp>

namespace op_tests::interpolate_tests {

TEST_CASE("maps get the height and width of the others and keep their channels") {
  static_assert(output_of(op::Interpolate{}, {{21, 13, 17}, {3, 97, 129}}).shape == Shape{21, 97, 129});
  static_assert(output_of(op::Interpolate{.nearest = true}, {{256, 7, 7}, {256, 14, 13}}).shape == Shape{256, 14, 13});
  CHECK(label_of(op::Interpolate{}) == "bilinear");
  CHECK(label_of(op::Interpolate{.nearest = true}) == "nearest");
}

TEST_CASE("what is no feature maps is refused") {
  constexpr Inferred vector = output_of(op::Interpolate{}, {{1000}, {3, 8, 8}});
  static_assert(vector.problem == Problem::wrong_rank && vector.wanted == 3 && vector.got == 1);
  static_assert(output_of(op::Interpolate{}, {{3, 8, 8}, {196, 384}}).problem == Problem::wrong_rank);
}

TEST_CASE("of the second value the size alone is read") {
  static_assert(!reads_size_alone(op::Interpolate{}, 0) && reads_size_alone(op::Interpolate{}, 1));
  static_assert(!reads_size_alone(op::ResamplePositions{}, 0) && reads_size_alone(op::ResamplePositions{}, 1));
  static_assert(!reads_size_alone(op::Add{}, 1) && !reads_size_alone(op::Concat{}, 7));
}

}  // namespace op_tests::interpolate_tests
