#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <graft/data/decode/detail/image_format.hpp>

namespace graft::detail {

using PaletteEntry = std::array<std::uint8_t, 3>;

/// A palette of 256 entries: those of a file, and grey of the entry's own number where the file has none, as in Pillow.
[[nodiscard]] inline std::array<PaletteEntry, 256> whole_palette(ImageBytes entries, std::size_t entry_bytes) {
  std::array<PaletteEntry, 256> palette{};
  for (std::size_t i = 0; i < palette.size(); ++i) {
    palette[i].fill(static_cast<std::uint8_t>(i));
    if ((i + 1) * entry_bytes <= entries.size()) std::copy_n(entries.data() + i * entry_bytes, 3, palette[i].data());
  }
  return palette;
}

/// A PNG with a palette of 256 entries in the place of a shorter one; nothing where it has none.
[[nodiscard]] inline std::optional<std::vector<std::uint8_t>> png_with_whole_palette(ImageBytes bytes) {
  using namespace std::string_view_literals;
  constexpr std::size_t colour_type = 25, around = 12;  // of a chunk: its length, name and checksum
  if (!image_has(bytes, colour_type, "\3"sv)) return std::nullopt;
  for (std::size_t at = 8; at < bytes.size();) {
    const std::uint64_t length = image_number(bytes, at, 4, true);
    if (length > bytes.size() || at + around + length > bytes.size() || image_has(bytes, at + 4, "IDAT"sv)) return std::nullopt;
    if (image_has(bytes, at + 4, "PLTE"sv)) {
      if (length >= 768 || length % 3 != 0) return std::nullopt;
      std::vector<std::uint8_t> whole(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
      whole.insert(whole.end(), {0, 0, 3, 0, 'P', 'L', 'T', 'E'});
      for (const PaletteEntry& entry : whole_palette(bytes.subspan(at + 8, length), 3))
        whole.insert(whole.end(), entry.begin(), entry.end());
      const auto checksum = bytes.begin() + static_cast<std::ptrdiff_t>(at + 8 + length);  // which stb_image does not read
      whole.insert(whole.end(), checksum, bytes.end());
      return whole;
    }
    at += around + length;
  }
  return std::nullopt;
}

/// A BMP with a palette of 256 entries; nothing where it has none. As in Pillow, entries are as many as the header says,
/// wherever the pixels begin. Of OS/2's header stb_image (2.27 to 2.30) counts four entries too few.
[[nodiscard]] inline std::optional<std::vector<std::uint8_t>> bmp_with_whole_palette(ImageBytes bytes) {
  const std::uint64_t header = image_number(bytes, 14, 4, false), pixels = image_number(bytes, 10, 4, false);
  const bool is_os2 = header == 12;
  const std::uint64_t bits = image_number(bytes, is_os2 ? 24 : 28, 2, false);
  if (bits == 0 || bits > 8 || header > 124 || pixels >= bytes.size() || pixels < 14 + header) return std::nullopt;
  const std::size_t begin = 14 + header, entry_bytes = is_os2 ? 3 : 4;
  const std::uint64_t said = is_os2 ? 0 : image_number(bytes, 46, 4, false);
  const std::uint64_t count = std::min<std::uint64_t>(said == 0 ? std::uint64_t{1} << bits : said, 256);
  const ImageBytes entries = bytes.subspan(begin, std::min<std::size_t>(count * entry_bytes, bytes.size() - begin));

  std::vector<std::uint8_t> whole(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(begin));
  for (const PaletteEntry& entry : whole_palette(entries, entry_bytes)) {
    whole.insert(whole.end(), entry.begin(), entry.end());
    if (!is_os2) whole.push_back(0);
  }
  if (is_os2) whole.insert(whole.end(), 12, 0);  // what stb_image takes for the four entries
  for (std::size_t i = 0; i < 4; ++i) whole[10 + i] = static_cast<std::uint8_t>(whole.size() >> 8 * i);
  whole.insert(whole.end(), bytes.begin() + static_cast<std::ptrdiff_t>(pixels), bytes.end());
  return whole;
}

/// The file with all 256 entries in its palette, or nothing where it stays as it is: of entries that a file lacks, stb_image
/// shows memory that nobody wrote.
[[nodiscard]] inline std::optional<std::vector<std::uint8_t>> with_whole_palette(ImageBytes bytes, ImageFormat format) {
  if (format == ImageFormat::png) return png_with_whole_palette(bytes);
  if (format == ImageFormat::bmp) return bmp_with_whole_palette(bytes);
  return std::nullopt;
}

}  // namespace graft::detail
