#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <graft/data/decode/detail/image_format.hpp>
#include <graft/data/decode/detail/jpeg_markers.hpp>

namespace graft::detail {

/// Whether a JPEG has the Huffman tables that its scans use, none of them with more than 256 codes.
///
/// A guard for stb_image, which up to 2.27 writes past the end of a larger table, and reads past the end of one that is
/// missing. So an abbreviated JPEG, which leaves out the standard tables, is refused as well.
inline bool jpeg_tables_are_sound(ImageBytes bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(image_number(bytes, at, 1, true)); };
  std::array<std::array<bool, 4>, 2> known{};  // for DC and for AC
  bool sound = true;
  bool progressive = false;

  const auto read_tables = [&](std::size_t position) {
    const std::size_t end = position + image_number(bytes, position, 2, true);
    for (std::size_t table = position + 2; sound && table < end;) {
      std::size_t codes = 0;
      for (std::size_t length = 1; length <= 16; ++length) codes += byte(table + length);
      const std::size_t kind = byte(table) >> 4U;
      const std::size_t number = byte(table) & 15U;
      sound = kind < 2 && number < 4 && codes <= 256;
      if (sound) known[kind][number] = true;
      table += 17 + codes;
    }
  };
  const auto read_scan = [&](std::size_t position) {
    const std::size_t components = byte(position + 2);
    const std::size_t settings = position + 3 + 2 * components;
    const bool has_dc = !progressive || (byte(settings) == 0 && byte(settings + 2) >> 4U == 0);
    const bool has_ac = !progressive || byte(settings) != 0;
    for (std::size_t component = 0; component < components; ++component) {
      const std::size_t tables = byte(position + 4 + 2 * component);
      sound = sound && tables >> 4U < 4 && (tables & 15U) < 4;
      if (!sound) return;
      if (has_dc) sound = known[0][tables >> 4U];
      if (has_ac) sound = sound && known[1][tables & 15U];
    }
  };
  walk_jpeg(bytes, [&](std::uint8_t marker, std::size_t position) {
    progressive = progressive || marker == 0xC2;
    if (marker == 0xC4) read_tables(position);
    if (marker == 0xDA) read_scan(position);
    return sound;
  });
  return sound;
}

}  // namespace graft::detail
