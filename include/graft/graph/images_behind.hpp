#pragma once

#include <cstddef>
#include <cstdint>

#include <graft/graph/shape/shape.hpp>

namespace graft {

/// The shape of the images that a value inside a network is of, where nobody says it: as much higher and wider than the value
/// as the described images are than theirs. It is exact where their sizes are multiples of the value's stride.
[[nodiscard]] constexpr Shape images_behind(const Shape& value, const Shape& described_value, const Shape& described_images) {
  Shape images = described_images;
  if (images.rank() != 3 || described_value.rank() != 3 || value.rank() != 3 || !is_positive(described_value)) return images;
  for (std::size_t axis = 1; axis < 3; ++axis) {
    const std::int64_t stride = (images[axis] + described_value[axis] - 1) / described_value[axis];
    if (value[axis] != described_value[axis]) images = images.with(axis, value[axis] * stride);
  }
  return images;
}

}  // namespace graft
