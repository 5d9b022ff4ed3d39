#include "graph/op/operands.hpp"
#include "support/doctest.hpp"

#include <graft/graph/op/resample_positions.hpp>

namespace op_tests::resample_positions_tests {

TEST_CASE("positions become those of the images' grid, behind those of no patch") {
  static_assert(output_of(op::ResamplePositions{14, 1}, {{1 + 37 * 37, 384}, {3, 224, 224}}).shape == Shape{257, 384});
  static_assert(output_of(op::ResamplePositions{14, 0}, {{37 * 37, 384}, {3, 518, 518}}).shape == Shape{1369, 384});
  static_assert(output_of(op::ResamplePositions{14, 0}, {{37 * 37, 384}, {1, 14, 42}}).shape == Shape{3, 384});
}

TEST_CASE("images of another size, and positions that are no square grid, are refused") {
  constexpr op::ResamplePositions dino{14, 1};
  constexpr Inferred size = output_of(dino, {{1370, 384}, {3, 224, 520}});
  static_assert(size.problem == Problem::not_a_multiple && size.wanted == 14 && size.got == 520);
  static_assert(output_of(dino, {{1370, 384}, {3, 0, 224}}).problem == Problem::not_a_multiple);
  constexpr Inferred grid = output_of(dino, {{1371, 384}, {3, 224, 224}});
  static_assert(grid.problem == Problem::not_a_square && grid.got == 1370);
  static_assert(output_of(dino, {{1, 384}, {3, 224, 224}}).problem == Problem::sizes_not_positive);
  static_assert(output_of(dino, {{1370}, {3, 224, 224}}).problem == Problem::wrong_rank);
  static_assert(output_of(dino, {{1370, 384}, {224, 224}}).problem == Problem::wrong_rank);
  static_assert(output_of(op::ResamplePositions{0, 1}, {{1370, 384}, {3, 224, 224}}).problem == Problem::sizes_not_positive);
  static_assert(output_of(op::ResamplePositions{14, -1}, {{1370, 384}, {3, 224, 224}}).problem == Problem::sizes_not_positive);
}

}  // namespace op_tests::resample_positions_tests
