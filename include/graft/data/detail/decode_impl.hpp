#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <graft/core/error.hpp>
#include <graft/core/printable.hpp>
#include <graft/data/decode.hpp>
#include <graft/data/detail/picture_format.hpp>
#include <graft/data/detail/read_file.hpp>

// The only file that includes stb_image. Its functions are made here too, once in a program, unless GRAFT_STB_ELSEWHERE
// says that they come from somewhere else: another source file, or -lstb.
#ifndef GRAFT_STB_ELSEWHERE
#define STB_IMAGE_IMPLEMENTATION
#endif
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#endif
#include <stb_image.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
#undef STB_IMAGE_IMPLEMENTATION

namespace graft {
namespace detail {

/// Throws unless the bytes are a whole picture of a format and a size that can be decoded.
void require_decodable(PictureBytes bytes, const std::string& picture, const DecodeOptions& options) {
  if (bytes.empty()) throw DataError(picture + " is empty (0 bytes); delete it or fetch it again");
  const PictureFormat format = picture_format(bytes);
  if (format == PictureFormat::tiff || format == PictureFormat::webp) {
    throw DataError(picture + " is a " + (format == PictureFormat::tiff ? "TIFF" : "WebP") +
                    ", which graft does not decode; convert it to PNG or JPEG");
  }
  if (format == PictureFormat::unknown) {
    throw DataError(
        picture +
        " is not a picture: its first bytes are of no known format; expected JPEG, PNG, BMP, PPM, PGM or GIF");
  }
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw DataError(picture + " has " + std::to_string(bytes.size()) +
                    " bytes, expected less than 2 GiB; save it smaller");
  }
  const auto require_within_limit = [&](std::uint64_t width, std::uint64_t height) {
    if (width * height <= static_cast<std::uint64_t>(std::max<std::int64_t>(0, options.max_pixels))) return;
    throw DataError(picture + " claims " + std::to_string(width) + "x" + std::to_string(height) + " = " +
                    std::to_string(width * height) + " pixels, more than the limit of " +
                    std::to_string(options.max_pixels) + "; raise DecodeOptions::max_pixels if you trust it");
  };
  // A PNG of more than the decoder's own limit would be reported below as one without a header.
  if (format == PictureFormat::png)
    require_within_limit(picture_number(bytes, 16, 4, true), picture_number(bytes, 20, 4, true));
  int width = 0;
  int height = 0;
  int channels = 0;
  if (stbi_info_from_memory(bytes.data(), static_cast<int>(bytes.size()), &width, &height, &channels) == 0 ||
      width <= 0 || height <= 0) {
    throw DataError(picture + " is truncated or damaged: its header cannot be read; fetch it again or save it as PNG");
  }
  require_within_limit(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height));
  bool complete = true;
  if (format == PictureFormat::jpeg) complete = jpeg_is_complete(bytes);
  if (format == PictureFormat::png) complete = png_is_complete(bytes);
  if (format == PictureFormat::bmp) complete = bmp_is_complete(bytes);
  if (format == PictureFormat::gif) complete = gif_is_complete(bytes);
  if (format == PictureFormat::pnm) {
    const PnmHeader header = pnm_header(bytes);
    if (header.maximum == 0 || header.maximum > 255) {
      throw DataError(picture + " has values up to " + std::to_string(header.maximum) +
                      ", expected at most 255 in a PPM or PGM; save it with 8 bits or as PNG");
    }
    complete = static_cast<std::int64_t>(bytes.size() - header.data) >= std::int64_t{width} * height * channels;
  }
  if (!complete) {
    throw DataError(picture + " is truncated: its " + std::to_string(bytes.size()) +
                    " bytes end before the picture does; fetch it again");
  }
}

}  // namespace detail

Image decode_image(std::span<const std::uint8_t> bytes, std::string_view name, const DecodeOptions& options) {
  const std::string picture = "picture '" + printable(std::string(name)) + "'";
  detail::require_decodable(bytes, picture, options);
  int width = 0;
  int height = 0;
  int channels = 0;
  const std::unique_ptr<stbi_uc, void (*)(void*)> decoded(
      stbi_load_from_memory(bytes.data(), static_cast<int>(bytes.size()), &width, &height, &channels, 3),
      &stbi_image_free);
  if (!decoded) {
    throw DataError(picture + " is truncated or damaged: the decoder says '" + stbi_failure_reason() +
                    "'; fetch it again or save it as PNG");
  }
  Image image{width, height, {}};
  image.pixels.assign(decoded.get(), decoded.get() + std::int64_t{width} * height * 3);
  if (detail::picture_format(bytes) == detail::PictureFormat::pnm) {
    const auto maximum = static_cast<double>(detail::pnm_header(bytes).maximum);
    for (auto& value : image.pixels) {
      if (maximum == 255) break;
      value = static_cast<std::uint8_t>(std::min(255.0, std::nearbyint(value / maximum * 255)));
    }
  }
  return image;
}

Image decode_image(const std::filesystem::path& file, const DecodeOptions& options) {
  const auto bytes = detail::read_picture_file(file);
  return decode_image(bytes, file.string(), options);
}

}  // namespace graft
