#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include <graft/core/error.hpp>
#include <graft/data/image.hpp>

namespace graft {

/// Limits of decoding.
struct DecodeOptions {
  /// The largest picture, width times height, that is decoded; a file of a few bytes can claim gigabytes.
  /// Source: where Pillow raises DecompressionBombError.
  std::int64_t max_pixels = 178'956'970;
};

/// Decodes a picture file in memory to RGB; `name` stands for it in messages.
///
/// JPEG (baseline, progressive), PNG, BMP, binary PPM and PGM, GIF (first frame), told apart by their bytes. Grey is
/// replicated, a palette expanded, alpha dropped without blending, 16 bits cut to their upper 8, CMYK converted as
/// stb_image does; an EXIF orientation is ignored. Safe to call from several threads.
/// Errors: DataError naming the picture when it is empty, truncated, damaged, of another format, not a picture, or
/// larger than the limit (checked before anything is allocated). Source: PIL's `Image.open(...).convert("RGB")`, which
/// torchvision's ImageFolder uses. Deviations: a 16-bit grey picture is scaled, where PIL clips it to white; a file
/// that lacks only its end marker is an error, where PIL may accept it.
Image decode_image(std::span<const std::uint8_t> bytes, std::string_view name, const DecodeOptions& options = {});

/// Decodes a picture file to RGB, as the overload for bytes in memory does.
///
/// Errors: DataError naming the file, also when it is missing, not a regular file, or unreadable.
///
///     Image picture = decode_image("cat.1.jpg");
Image decode_image(const std::filesystem::path& file, const DecodeOptions& options = {});

}  // namespace graft
