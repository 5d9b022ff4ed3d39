#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace graft {

/// How the pixels of a resized image come from those around them; where an image shrinks, from as many more (antialiased).
///
/// Source: Pillow's `Image.BILINEAR` and `Image.BICUBIC`, which are torchvision's `InterpolationMode.BILINEAR` and `BICUBIC`.
enum class Interpolation : std::uint8_t {
  bilinear,  ///< weights fall in a straight line: 2 x 2 pixels when enlarging
  bicubic,   ///< weights fall along two cubics, below zero in between (Keys, a = -0.5): 4 x 4 pixels when enlarging
};

/// The name of an interpolation, which is torchvision's: `bilinear` or `bicubic`.
[[nodiscard]] constexpr std::string_view to_string(Interpolation interpolation) {
  switch (interpolation) {
    case Interpolation::bilinear: return "bilinear";
    case Interpolation::bicubic: return "bicubic";
  }
  return {};
}

/// The interpolation of that name, or nothing.
[[nodiscard]] constexpr std::optional<Interpolation> interpolation_named(std::string_view name) {
  for (std::uint8_t i = 0; !to_string(Interpolation{i}).empty(); ++i)
    if (name == to_string(Interpolation{i})) return Interpolation{i};
  return std::nullopt;
}

}  // namespace graft
