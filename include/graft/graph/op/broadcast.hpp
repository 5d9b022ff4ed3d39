#pragma once

#include <cstddef>
#include <cstdint>

#include <graft/graph/shape/inferred.hpp>

namespace graft::detail {

/// The shape of an elementwise operation on two values, with broadcasting: axes are aligned from the last, sizes of 1 expand.
/// Source: NumPy's broadcasting, without the batch axis.
[[nodiscard]] constexpr Inferred broadcast(const Shape& a, const Shape& b) {
  if (a == b) return {a};
  const Shape& longer = a.rank() >= b.rank() ? a : b;
  const Shape& shorter = a.rank() >= b.rank() ? b : a;
  Shape result = longer;
  for (std::size_t i = 0; i < shorter.rank(); ++i) {
    const std::size_t axis = longer.rank() - shorter.rank() + i;
    const std::int64_t x = longer[axis], y = shorter[i];
    if (x != y && x != 1 && y != 1) return Inferred::failed(Problem::operands_differ, a.elements(), b.elements());
    result = result.with(axis, x == 1 ? y : x);
  }
  return {result};
}

}  // namespace graft::detail
