#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include <graft/core/exceptions.hpp>
#include <graft/data/decode/jpeg_decoder.hpp>
#include <graft/data/decode/optional_formats.hpp>
#include <graft/data/image/image.hpp>

namespace graft {

/// How images are decoded, and up to which size.
struct DecodeOptions {
  /// The largest image, width times height, that is decoded; a file of a few bytes can claim gigabytes.
  /// Source: where Pillow raises DecompressionBombError.
  std::int64_t max_pixels = 178'956'970;

  /// Lets libjpeg-turbo decode a JPEG at 1/2, 1/4 or 1/8 of its size where a stage of the dataset's transform resizes it, or a
  /// part of it, to no more than that: much faster for large photos, with slightly different pixels. Has no effect unless a
  /// stage follows that resizes by half or more.
  /// Source: Pillow's `Image.draft`, and `Image.resize` of a box of the result.
  bool draft = false;

  JpegDecoder jpeg = JpegDecoder::best;
};

/// Decodes an image file in memory to RGB; `name` stands for it in messages.
///
/// JPEG, PNG, GIF (first frame), BMP, PBM, PGM, PPM, with libwebp WebP (first frame), and with libtiff TIFF (first image), told
/// apart by their bytes. Grey is replicated, a palette expanded, alpha dropped without blending, CMYK converted as Adobe's
/// inverted one; of values of 16 bits, colours are scaled and greys clipped. Only a TIFF is turned as its orientation says. May
/// be called from several threads.
///
/// Errors: DataError naming the image when it is empty, truncated, damaged, of another format, not an image, or larger than the
///         limit (checked before anything is allocated). UsageError when it is a JPEG for libjpeg-turbo and graft was built
///         without it.
/// Source: PIL's `Image.open(...).convert("RGB")`, which torchvision's ImageFolder uses: the same pixels, for JPEGs with
///         libjpeg-turbo. Deviations: errors are a JPEG that lacks only its end marker, where PIL may accept it, one of more
///         than 500 scans, a PGM or PPM of text that is cut, and a TIFF in CIELAB or with JPEGs of the old style. Damage in a
///         JPEG from which libjpeg-turbo can recover is no error, as with PIL; stb_image refuses more.
Image decode_image(std::span<const std::uint8_t> bytes, std::string_view name, const DecodeOptions& options = {});

/// Decodes an image file to RGB, as the overload for bytes in memory does.
///
/// Errors: DataError naming the file, also when it is missing, not a regular file, or unreadable.
///
///     Image image = decode_image("cat.1.jpg");
Image decode_image(const std::filesystem::path& file, const DecodeOptions& options = {});

}  // namespace graft
