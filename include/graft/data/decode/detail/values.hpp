#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace graft::detail {

/// The value at `x` in a row of values of 1, 2, 4 or 8 bits, the first of a byte in its upper bits.
inline std::uint8_t packed_value(const std::uint8_t* row, std::size_t x, unsigned bits) {
  if (bits == 8) return row[x];
  const std::size_t bit = x * bits;
  return static_cast<std::uint8_t>(row[bit / 8] >> (8 - bits - bit % 8) & ((1U << bits) - 1U));
}

/// A grey value of 16 bits or more in 8: Pillow clips it, newest versions included, where it scales colours of 16 bits.
inline std::uint8_t clipped_grey(std::int64_t value) {
  return static_cast<std::uint8_t>(std::clamp<std::int64_t>(value, 0, 255));
}

/// What a printing ink leaves of light: light - ink * light / 255, rounded as Pillow rounds it.
inline std::uint8_t light_behind(unsigned ink, unsigned light) {
  const unsigned product = ink * light + 128;
  return static_cast<std::uint8_t>(light - (((product >> 8U) + product) >> 8U));
}

}  // namespace graft::detail
