#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include <graft/core/exceptions.hpp>
#include <graft/data/decode/decode.hpp>
#include <graft/data/image/mask.hpp>

namespace graft {

/// Decodes a mask, a PNG in memory whose pixels are numbers; `name` stands for it in messages. Of a palette, the numbers are
/// the indices and not the colours, else the grey values. Of `options`, max_pixels counts.
///
/// Errors: DataError naming the mask when it is empty, truncated, damaged, larger than the limit, no PNG, in colour, or has an
///         alpha channel or values of 16 bits.
/// Source: PIL's `np.array(Image.open(...))`, the same numbers: so greys of 1 bit are 0 and 1, those of 2 and 4 bits are scaled
///         to 0 to 255, as the format means them.
Mask decode_mask(std::span<const std::uint8_t> bytes, std::string_view name, const DecodeOptions& options = {});

/// Decodes a mask's file, as the overload for bytes in memory does.
///
/// Errors: DataError naming the file, also when it is missing, not a regular file, or unreadable.
///
///     Mask mask = decode_mask("camvid/val/masks/0016E5_07959.png");
Mask decode_mask(const std::filesystem::path& file, const DecodeOptions& options = {});

}  // namespace graft
