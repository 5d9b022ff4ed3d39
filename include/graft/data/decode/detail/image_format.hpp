#pragma once

#include <algorithm>
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
  if (starts("P5"sv) || starts("P6"sv)) return ImageFormat::pnm;
  if (starts("GIF87a"sv) || starts("GIF89a"sv)) return ImageFormat::gif;
  if (starts("II*\0"sv) || starts("MM\0*"sv)) return ImageFormat::tiff;
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

/// Calls `visit(marker, position behind it)` for each segment of a JPEG, until it gives false; returns whether an end-of-image
/// marker was reached.
///
/// Segments are skipped by their length (an embedded thumbnail has an end marker of its own); everything else, entropy-coded
/// data as well as stray bytes, is searched for the next marker.
template <class Visit>
bool walk_jpeg(ImageBytes bytes, Visit visit) {
  std::size_t position = 2;
  while (position < bytes.size()) {
    const void* found = std::memchr(bytes.data() + position, 0xFF, bytes.size() - position);
    if (found == nullptr) return false;
    position = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - bytes.data());
    while (position < bytes.size() && bytes[position] == 0xFF) ++position;
    if (position == bytes.size()) return false;
    const std::uint8_t marker = bytes[position++];
    if (marker == 0xD9) return true;
    const bool stands_alone = marker <= 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    if (stands_alone) continue;
    if (!visit(marker, position)) return false;
    position += std::max<std::size_t>(2, image_number(bytes, position, 2, true));
  }
  return false;
}

inline bool jpeg_is_complete(ImageBytes bytes) {
  return walk_jpeg(bytes, [](std::uint8_t, std::size_t) { return true; });
}

/// Whether an end-of-image marker comes behind the first scan's header: coded data have no 0xFF 0xD9 of their own. Stray
/// markers in or behind them, which libjpeg steps over, do not hide it; a libjpeg that runs out of bytes before says so itself.
inline bool jpeg_has_end(ImageBytes bytes) {
  std::size_t scan = bytes.size();
  (void)walk_jpeg(bytes, [&](std::uint8_t marker, std::size_t position) {
    if (marker == 0xDA) scan = position;
    return marker != 0xDA;
  });
  for (; scan < bytes.size(); ++scan) {
    const void* found = std::memchr(bytes.data() + scan, 0xFF, bytes.size() - scan);
    if (found == nullptr) return false;
    scan = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - bytes.data());
    if (scan + 1 < bytes.size() && bytes[scan + 1] == 0xD9) return true;
  }
  return false;
}

inline bool png_is_complete(ImageBytes bytes) {
  if (!image_has(bytes, 12, "IHDR")) return false;
  std::size_t position = 8;
  while (position < bytes.size()) {
    const std::uint64_t end = position + 12 + image_number(bytes, position, 4, true);
    if (image_has(bytes, position + 4, "IEND")) return end <= bytes.size();
    position = end;
  }
  return false;
}

/// For uncompressed BMPs, whose last row may lack its padding; the decoder refuses compressed ones.
inline bool bmp_is_complete(ImageBytes bytes) {
  const std::uint64_t data = image_number(bytes, 10, 4, false);
  const bool old_header = image_number(bytes, 14, 4, false) == 12;
  const std::size_t field = old_header ? 2 : 4;
  const std::uint64_t width = image_number(bytes, 18, field, false);
  const auto signed_height = static_cast<std::int32_t>(image_number(bytes, 18 + field, field, false));
  const auto height = static_cast<std::uint64_t>(signed_height < 0 ? -std::int64_t{signed_height} : signed_height);
  const std::uint64_t bits = image_number(bytes, 18 + 2 * field + 2, 2, false);
  const std::uint64_t row_bytes = (width * bits + 31) / 32 * 4;
  const std::uint64_t padding = row_bytes - (width * bits + 7) / 8;
  return row_bytes > 0 && 14 + image_number(bytes, 14, 4, false) <= data && data < bytes.size() &&
         (bytes.size() - data + padding) / row_bytes >= height;
}

/// For GIFs, up to the end of the first image: the rest of an animation is not looked at.
inline bool gif_is_complete(ImageBytes bytes) {
  const auto byte = [&](std::size_t at) { return at < bytes.size() ? bytes[at] : std::uint8_t{0}; };
  const auto table = [](std::uint8_t flags) {
    return (flags & 0x80U) != 0 ? std::size_t{3} << ((flags & 0x07U) + 1U) : std::size_t{0};
  };
  const auto after_blocks = [&](std::size_t at) {
    while (byte(at) != 0) at += byte(at) + std::size_t{1};
    return at + 1;
  };
  std::size_t position = 13 + table(byte(10));
  while (position < bytes.size() && byte(position) == 0x21) position = after_blocks(position + 2);
  if (byte(position) != 0x2C) return false;
  return after_blocks(position + 11 + table(byte(position + 9))) <= bytes.size();
}

/// The header of a binary PGM or PPM; `data` is where the pixels begin, 0 when the header is invalid.
struct PnmHeader {
  std::uint64_t maximum = 0;
  std::size_t data = 0;
};

inline PnmHeader pnm_header(ImageBytes bytes) {
  const auto is_space = [](std::uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  std::size_t position = 2;
  std::uint64_t number = 0;
  for (int field = 0; field < 3; ++field) {
    while (position < bytes.size() && (is_space(bytes[position]) || bytes[position] == '#')) {
      if (bytes[position] == '#') {
        while (position < bytes.size() && bytes[position] != '\n' && bytes[position] != '\r') ++position;
      } else {
        ++position;
      }
    }
    number = 0;
    const std::size_t begin = position;
    while (position < bytes.size() && position - begin < 10 && bytes[position] >= '0' && bytes[position] <= '9') {
      number = number * 10 + (bytes[position++] - std::uint64_t{'0'});
    }
    if (position == begin) return {};
  }
  if (position == bytes.size() || !is_space(bytes[position])) return {};
  return {number, position + 1};
}

}  // namespace graft::detail
