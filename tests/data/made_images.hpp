#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <graft/data/decode/decode.hpp>

#include "data/recorded_files.hpp"

/// Image files written by hand, byte by byte.
namespace made_images {

using Bytes = std::vector<std::uint8_t>;

inline void append(Bytes& to, const Bytes& more) { to.insert(to.end(), more.begin(), more.end()); }
inline void append(Bytes& to, const std::string& text) { to.insert(to.end(), text.begin(), text.end()); }
inline void append_number(Bytes& to, std::size_t number, std::size_t bytes, bool big_endian) {
  for (std::size_t i = 0; i < bytes; ++i)
    to.push_back(static_cast<std::uint8_t>(number >> 8 * (big_endian ? bytes - 1 - i : i)));
}
inline Bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

/// The pixels, or the error, of a file.
inline Bytes decoded(const Bytes& file) { return graft::decode_image(file, "x").pixels; }
inline std::string error_of(const Bytes& file) {
  return data_tests::message_of<graft::DataError>([&] { graft::decode_image(file, "x"); });
}

/// Pixels of one grey value each, as RGB.
inline Bytes greys(const Bytes& values) {
  Bytes pixels;
  for (const std::uint8_t value : values) pixels.insert(pixels.end(), 3, value);
  return pixels;
}

inline void append_chunk(Bytes& png, const std::string& name, const Bytes& data) {
  append_number(png, data.size(), 4, true);
  const std::size_t begin = png.size();
  append(png, name);
  append(png, data);
  std::uint32_t checksum = ~0U;
  for (std::size_t i = begin; i < png.size(); ++i) {
    checksum ^= png[i];
    for (int bit = 0; bit < 8; ++bit) checksum = checksum >> 1U ^ ((checksum & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  append_number(png, ~checksum, 4, true);
}

/// A zlib stream of one block that is stored as it is.
inline Bytes stored(const Bytes& data) {
  Bytes stream{0x78, 0x01, 0x01};
  append_number(stream, data.size(), 2, false);
  append_number(stream, ~data.size(), 2, false);
  append(stream, data);
  std::uint32_t low = 1, high = 0;
  for (const std::uint8_t byte : data) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  append_number(stream, high << 16U | low, 4, true);
  return stream;
}

inline Bytes png_header(std::size_t width, std::size_t height, std::uint8_t bits, std::uint8_t colour,
                        std::uint8_t interlaced = 0) {
  Bytes file{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}, header;
  append_number(header, width, 4, true);
  append_number(header, height, 4, true);
  append(header, Bytes{bits, colour, 0, 0, interlaced});
  append_chunk(file, "IHDR", header);
  return file;
}

/// A PNG of rows that begin with their filter's number.
inline Bytes png(std::size_t width, std::size_t height, std::uint8_t bits, std::uint8_t colour, const Bytes& rows,
                 const Bytes& palette = {}) {
  Bytes file = png_header(width, height, bits, colour);
  if (!palette.empty()) append_chunk(file, "PLTE", palette);
  append_chunk(file, "IDAT", stored(rows));
  append_chunk(file, "IEND", {});
  return file;
}

/// A BMP, with `extra` behind the header: masks or a palette, whose entries are three bytes, blue first, and a fourth where the
/// header is not OS/2's.
inline Bytes bmp(std::size_t header, std::size_t width, std::size_t height, std::size_t bits, std::size_t compression,
                 std::size_t colours, const Bytes& extra, const Bytes& rows) {
  Bytes file{'B', 'M'};
  append(file, Bytes(8, 0));
  append_number(file, 14 + header + extra.size(), 4, false);
  append_number(file, header, 4, false);
  append_number(file, width, header == 12 ? 2 : 4, false);
  append_number(file, height, header == 12 ? 2 : 4, false);
  append_number(file, 1, 2, false);
  append_number(file, bits, 2, false);
  if (header > 12) {
    append_number(file, compression, 4, false);
    append(file, Bytes(12, 0));
    append_number(file, colours, 4, false);
    append(file, Bytes(header - 36, 0));
  }
  append(file, extra);
  append(file, rows);
  return file;
}

}  // namespace made_images
