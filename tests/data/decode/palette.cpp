#include <graft/data/decode/detail/palette.hpp>

#include <string>

#include "data/made_images.hpp"
#include "support/doctest.hpp"

/// Indices beyond a palette: Pillow shows grey of the index, stb_image memory that nobody wrote.
namespace palette_tests {

using namespace made_images;
using data_tests::contains;

Bytes png_row(const Bytes& palette, const Bytes& indices) {
  Bytes row{0};
  append(row, indices);
  return png(indices.size(), 1, 8, 3, row, palette);
}

TEST_CASE("entries that a PNG's palette lacks are grey") {
  const Bytes two{10, 20, 30, 40, 50, 60};
  CHECK(decoded(png_row(two, {0, 1, 2, 200})) == Bytes{10, 20, 30, 40, 50, 60, 2, 2, 2, 200, 200, 200});
  for (int i = 0; i < 20; ++i) CHECK(decoded(png_row({1, 2, 3}, {255, 7})) == Bytes{255, 255, 255, 7, 7, 7});
  CHECK(decoded(png_row({}, {9, 8})) == greys({9, 8}));
  CHECK(decoded(png(3, 1, 4, 3, {0, 0x0F, 0x10}, {1, 2, 3})) == Bytes{1, 2, 3, 15, 15, 15, 1, 1, 1});
  CHECK(decoded(png(3, 1, 2, 3, {0, 0xB0}, {1, 2, 3})) == Bytes{2, 2, 2, 3, 3, 3, 1, 2, 3});
  CHECK(decoded(png(3, 1, 1, 3, {0, 0xA0}, {1, 2, 3})) == Bytes{1, 1, 1, 1, 2, 3, 1, 1, 1});
}

TEST_CASE("entries that a BMP's palette lacks are grey, and those of OS/2's are all read") {
  CHECK(decoded(bmp(40, 4, 1, 8, 0, 2, {30, 20, 10, 0, 60, 50, 40, 0}, {0, 1, 2, 200})) ==
        Bytes{10, 20, 30, 40, 50, 60, 2, 2, 2, 200, 200, 200});
  CHECK(decoded(bmp(40, 3, 1, 4, 0, 1, {30, 20, 10, 0}, {0x0F, 0x10, 0, 0})) == Bytes{10, 20, 30, 15, 15, 15, 1, 1, 1});
  Bytes all;
  for (int i = 0; i < 256; ++i) append(all, Bytes{static_cast<std::uint8_t>(i), 7, static_cast<std::uint8_t>(255 - i)});
  Bytes os2 = bmp(12, 4, 1, 8, 0, 0, all, {0, 251, 252, 255});
  CHECK(error_of(os2) == "no exception");
  CHECK(decoded(os2) == Bytes{255, 7, 0, 4, 7, 251, 3, 7, 252, 0, 7, 255});
}

TEST_CASE("a palette that is too long, or a chunk before the header, is refused or passed over") {
  CHECK(contains(error_of(png_row(Bytes(771, 1), {0})), "more than 256 colours"));
  CHECK(decoded(png_row(Bytes(769, 1), {0})) == Bytes{1, 1, 1});
  Bytes apple = png_row({1, 2, 3}, {200});  // a chunk of Apple's before IHDR
  Bytes chunk;
  append_chunk(chunk, "CgBI", {});
  apple.insert(apple.begin() + 8, chunk.begin(), chunk.end());
  CHECK(contains(error_of(apple), "its header cannot be read"));
}

}  // namespace palette_tests
