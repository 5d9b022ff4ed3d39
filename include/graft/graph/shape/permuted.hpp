#pragma once

#include <cstddef>
#include <cstdint>

#include <graft/graph/shape/inferred.hpp>

namespace graft::detail {

/// The shape after a permutation of axes: `axes[i]` becomes axis i.
/// Errors: for axes that are no permutation of the input's.
[[nodiscard]] constexpr Inferred permuted(const Shape& input, const Shape& axes) {
  if (axes.rank() != input.rank())
    return Inferred::failed(Problem::wrong_rank, static_cast<std::int64_t>(axes.rank()),
                            static_cast<std::int64_t>(input.rank()));
  Shape result = input;
  std::uint64_t seen = 0;
  for (std::size_t axis = 0; axis < axes.rank(); ++axis) {
    const std::int64_t from = axes[axis];
    if (from < 0 || static_cast<std::size_t>(from) >= input.rank() || (seen >> from & 1U) != 0)
      return Inferred::failed(Problem::axes_not_a_permutation, static_cast<std::int64_t>(input.rank()) - 1, from);
    seen |= std::uint64_t{1} << from;
    result = result.with(axis, input[static_cast<std::size_t>(from)]);
  }
  return {result};
}

}  // namespace graft::detail
