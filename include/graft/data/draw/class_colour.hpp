#pragma once

#include <array>
#include <cstdint>

namespace graft {

/// The colour of a class in drawings, red, green and blue: 256 that are easy to tell apart, the first one black.
/// Source: the colour map of the Pascal VOC development kit, whose bits are those of the class in reverse.
[[nodiscard]] constexpr std::array<std::uint8_t, 3> class_colour(std::uint32_t label) {
  std::array<std::uint8_t, 3> colour{};
  for (unsigned bit = 0; bit < 8; ++bit)
    for (unsigned channel = 0; channel < 3; ++channel)
      colour[channel] = static_cast<std::uint8_t>(colour[channel] | ((label >> (3 * bit + channel) & 1U) << (7 - bit)));
  return colour;
}

}  // namespace graft
