#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <graft/data/image/box.hpp>
#include <graft/data/image/image.hpp>

namespace graft {

/// Draws the frame of a box, `line` pixels wide, inside of it; what lies outside the image is left out.
void draw_box(Image& image, const Box& box, const std::array<std::uint8_t, 3>& colour, std::int64_t line = 2);

/// Fills the box, as far as it lies in the image.
void fill_box(Image& image, const Box& box, const std::array<std::uint8_t, 3>& colour);

/// Writes a line of ASCII text with its top left corner at (left, top); letters are about 7 x `scale` pixels high.
/// Returns its width in pixels.
std::int64_t draw_text(Image& image, std::int64_t left, std::int64_t top, std::string_view text,
                       const std::array<std::uint8_t, 3>& colour, std::int64_t scale = 1);

/// The width of such a line, without drawing it.
[[nodiscard]] std::int64_t text_width(std::string_view text, std::int64_t scale = 1);

}  // namespace graft
