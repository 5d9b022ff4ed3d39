#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace graft::detail {

/// The kind of an image file by its first bytes; its name says nothing, as with PIL.
enum class ImageFormat : std::uint8_t { unknown, jpeg, png, bmp, pnm, gif, tiff, webp };

using ImageBytes = std::span<const std::uint8_t>;

inline bool image_has(ImageBytes bytes, std::size_t position, std::string_view expected) {
  return position <= bytes.size() && bytes.size() - position >= expected.size() &&
         std::memcmp(bytes.data() + position, expected.data(), expected.size()) == 0;
}

inline ImageFormat image_format(ImageBytes bytes) {
  using namespace std::string_view_literals;
  const auto starts = [&](std::string_view magic) { return image_has(bytes, 0, magic); };
  if (starts("\xFF\xD8\xFF"sv)) return ImageFormat::jpeg;
  if (starts("\x89PNG\r\n\x1A\n"sv)) return ImageFormat::png;
  if (starts("BM"sv)) return ImageFormat::bmp;
  if (bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' &&
      (bytes[2] == ' ' || (bytes[2] >= '\t' && bytes[2] <= '\r')))
    return ImageFormat::pnm;
  if (starts("GIF87a"sv) || starts("GIF89a"sv)) return ImageFormat::gif;
  if (starts("II*\0"sv) || starts("MM\0*"sv) || starts("II+\0"sv) || starts("MM\0+"sv)) return ImageFormat::tiff;
  if (starts("RIFF"sv) && image_has(bytes, 8, "WEBP"sv)) return ImageFormat::webp;
  return ImageFormat::unknown;
}

/// The unsigned integer in `count` bytes at `position`; 0 past the end, which every caller treats as a truncated file.
inline std::uint64_t image_number(ImageBytes bytes, std::size_t position, std::size_t count, bool big_endian) {
  if (position > bytes.size() || bytes.size() - position < count) return 0;
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < count; ++i) {
    number = number << 8U | bytes[position + (big_endian ? i : count - 1 - i)];
  }
  return number;
}

}  // namespace graft::detail
