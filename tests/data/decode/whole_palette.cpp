#include <graft/data/decode/detail/whole_palette.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include <graft/data/decode/decode.hpp>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

/// Indices beyond a palette: Pillow shows grey of the index, stb_image memory that nobody wrote.
namespace whole_palette_tests {

using namespace data_tests;

using Bytes = std::vector<std::uint8_t>;

void append(Bytes& to, const Bytes& more) { to.insert(to.end(), more.begin(), more.end()); }
void append(Bytes& to, const std::string& text) { to.insert(to.end(), text.begin(), text.end()); }
void append_number(Bytes& to, std::size_t number, std::size_t bytes, bool big_endian) {
  for (std::size_t i = 0; i < bytes; ++i)
    to.push_back(static_cast<std::uint8_t>(number >> 8 * (big_endian ? bytes - 1 - i : i)));
}

void append_chunk(Bytes& png, const std::string& name, const Bytes& data) {
  append_number(png, data.size(), 4, true);
  append(png, name);
  append(png, data);
  append_number(png, 0, 4, true);  // a checksum, which is not looked at
}

/// One row of 8-bit indices, in a block of zlib that is stored as it is.
Bytes png(const Bytes& palette, const Bytes& indices, const Bytes& transparency = {}) {
  Bytes file{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}, header, data{0x78, 0x01, 0x01};
  append_number(header, indices.size(), 4, true);
  append_number(header, 1, 4, true);
  append(header, Bytes{8, 3, 0, 0, 0});
  append_chunk(file, "IHDR", header);
  append_chunk(file, "PLTE", palette);
  if (!transparency.empty()) append_chunk(file, "tRNS", transparency);
  append_number(data, indices.size() + 1, 2, false);
  append_number(data, ~(indices.size() + 1), 2, false);
  data.push_back(0);  // the row's filter
  append(data, indices);
  append_number(data, 0, 4, true);
  append_chunk(file, "IDAT", data);
  append_chunk(file, "IEND", {});
  return file;
}

/// One row of indices; entries of the palette are three bytes, blue first, and a fourth where the header is not OS/2's.
Bytes bmp(std::size_t header, std::size_t bits, std::size_t said, const Bytes& palette, const Bytes& row, std::size_t width) {
  Bytes file{'B', 'M'};
  append(file, Bytes(8, 0));
  append_number(file, 14 + header + palette.size(), 4, false);
  append_number(file, header, 4, false);
  append_number(file, width, header == 12 ? 2 : 4, false);
  append_number(file, 1, header == 12 ? 2 : 4, false);
  append_number(file, 1, 2, false);
  append_number(file, bits, 2, false);
  if (header == 40) {
    append(file, Bytes(16, 0));
    append_number(file, said, 4, false);
    append_number(file, 0, 4, false);
  }
  append(file, palette);
  append(file, row);
  return file;
}

Bytes decoded(const Bytes& file) { return graft::decode_image(file, "x").pixels; }

TEST_CASE("entries that a PNG's palette lacks are grey") {
  const Bytes two{10, 20, 30, 40, 50, 60};
  CHECK(decoded(png(two, {0, 1, 2, 200})) == Bytes{10, 20, 30, 40, 50, 60, 2, 2, 2, 200, 200, 200});
  CHECK(decoded(png(two, {0, 1, 2, 200}, {0, 128})) == Bytes{10, 20, 30, 40, 50, 60, 2, 2, 2, 200, 200, 200});
  for (int i = 0; i < 20; ++i) CHECK(decoded(png({1, 2, 3}, {255, 7})) == Bytes{255, 255, 255, 7, 7, 7});
}

TEST_CASE("entries that a BMP's palette lacks are grey, and those of OS/2's are all read") {
  CHECK(decoded(bmp(40, 8, 2, {30, 20, 10, 0, 60, 50, 40, 0}, {0, 1, 2, 200}, 4)) ==
        Bytes{10, 20, 30, 40, 50, 60, 2, 2, 2, 200, 200, 200});
  CHECK(decoded(bmp(40, 4, 1, {30, 20, 10, 0}, {0x0F, 0x10, 0, 0}, 3)) == Bytes{10, 20, 30, 15, 15, 15, 1, 1, 1});
  Bytes all;
  for (int i = 0; i < 256; ++i) append(all, Bytes{static_cast<std::uint8_t>(i), 7, static_cast<std::uint8_t>(255 - i)});
  CHECK(decoded(bmp(12, 8, 0, all, {0, 251, 252, 255}, 4)) == Bytes{255, 7, 0, 4, 7, 251, 3, 7, 252, 0, 7, 255});
}

TEST_CASE("a header that hides the palette is refused") {
  const auto refused = [](const Bytes& file) {
    return contains(message_of<graft::DataError>([&] { graft::decode_image(file, "x"); }), "x");
  };
  Bytes early = bmp(40, 1, 0, Bytes(8, 9), {0, 0, 0, 0}, 1);
  early[10] = 49;  // pixels that begin before the header ends
  CHECK(refused(early));
  Bytes apple = png({1, 2, 3}, {200});  // a chunk of Apple's before IHDR
  Bytes chunk;
  append_chunk(chunk, "CgBI", {});
  apple.insert(apple.begin() + 8, chunk.begin(), chunk.end());
  CHECK(refused(apple));
}

TEST_CASE("a palette that is whole, and a file without one, stay as they are") {
  using graft::detail::ImageFormat;
  CHECK_FALSE(graft::detail::with_whole_palette(png(Bytes(768, 1), {0}), ImageFormat::png));
  CHECK_FALSE(graft::detail::with_whole_palette(bmp(40, 24, 0, {}, {1, 2, 3, 0}, 1), ImageFormat::bmp));
  Bytes cut = png({1, 2, 3}, {0});
  for (std::size_t size = 0; size < cut.size(); ++size) {
    const auto whole = graft::detail::with_whole_palette(graft::detail::ImageBytes(cut).first(size), ImageFormat::png);
    CHECK((!whole || whole->size() > size));
  }
}

}  // namespace whole_palette_tests
