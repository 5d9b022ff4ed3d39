#include <graft/data/decode/detail/bmp.hpp>

#include <string>

#include "data/made_images.hpp"
#include "support/doctest.hpp"

namespace bmp_tests {

using namespace made_images;
using data_tests::contains;

/// A palette of 16 entries in which entry i is (i, 100, 200).
Bytes sixteen() {
  Bytes palette;
  for (int i = 0; i < 16; ++i) append(palette, Bytes{200, 100, static_cast<std::uint8_t>(i), 0});
  return palette;
}

/// The pixels' reds, which are their indices in `sixteen`.
Bytes reds(const Bytes& file) {
  const Bytes pixels = decoded(file);
  Bytes red;
  for (std::size_t i = 0; i < pixels.size(); i += 3) red.push_back(pixels[i]);
  return red;
}

Bytes numbers(const std::vector<std::size_t>& values, std::size_t bytes) {
  Bytes all;
  for (const std::size_t value : values) append_number(all, value, bytes, false);
  return all;
}

TEST_CASE("pixels of 16 bits are 5-5-5 unless the masks say 5-6-5") {
  const Bytes row = numbers({0x7FFF, 0x0421}, 2);
  CHECK(decoded(bmp(40, 2, 1, 16, 0, 0, {}, row)) == Bytes{255, 255, 255, 8, 8, 8});
  CHECK(decoded(bmp(40, 2, 1, 16, 3, 0, numbers({0x7C00, 0x3E0, 0x1F}, 4), row)) == Bytes{255, 255, 255, 8, 8, 8});
  CHECK(decoded(bmp(40, 2, 1, 16, 3, 0, numbers({0xF800, 0x7E0, 0x1F}, 4), numbers({0xFFFF, 0x0841}, 2))) ==
        Bytes{255, 255, 255, 8, 8, 8});
  CHECK(contains(error_of(bmp(40, 1, 1, 16, 3, 0, numbers({0xF00, 0xF0, 0xF}, 4), {1, 2, 0, 0})),
                 "bit fields of an unusual layout"));
}

TEST_CASE("pixels of 32 bits are in the order that their masks say, and alpha is dropped") {
  const Bytes row{1, 2, 3, 4};
  CHECK(decoded(bmp(40, 1, 1, 32, 0, 0, {}, row)) == Bytes{3, 2, 1});
  CHECK(decoded(bmp(40, 1, 1, 32, 3, 0, numbers({0xFF000000, 0xFF0000, 0xFF00}, 4), row)) == Bytes{4, 3, 2});
  for (const std::size_t header : {56U, 108U, 124U}) {
    Bytes rgba = bmp(header, 1, 1, 32, 3, 0, {}, row);
    const Bytes masks = numbers({0xFF, 0xFF00, 0xFF0000, 0xFF000000}, 4);
    std::copy(masks.begin(), masks.end(), rgba.begin() + 54);
    CHECK(decoded(rgba) == Bytes{1, 2, 3});
  }
}

TEST_CASE("runs, single pixels, ends of rows and deltas") {
  const Bytes runs{3, 7, 0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 1, 9, 0, 2, 1, 0, 1, 8, 0, 1};
  CHECK(reds(bmp(40, 3, 3, 8, 1, 16, sixteen(), runs)) == Bytes{9, 0, 8, 1, 2, 3, 7, 7, 7});
  CHECK(reds(bmp(40, 3, 2, 8, 1, 16, sixteen(), {1, 5, 0, 2, 1, 1, 1, 6})) == Bytes{0, 0, 6, 5, 0, 0});
  CHECK(reds(bmp(40, 5, 1, 4, 2, 16, sixteen(), {5, 0x12})) == Bytes{1, 2, 1, 2, 1});
  CHECK(reds(bmp(40, 5, 1, 4, 2, 16, sixteen(), {0, 5, 0x12, 0x34, 0x50, 0})) == Bytes{1, 2, 3, 4, 5});
  CHECK(reds(bmp(40, 2, 1, 8, 1, 16, sixteen(), {200, 3})) == Bytes{3, 3});
  CHECK(contains(error_of(bmp(40, 3, 2, 8, 1, 16, sixteen(), {3, 7, 0, 1})), "its runs end before its rows do"));
  CHECK(contains(error_of(bmp(40, 3, 2, 8, 1, 16, sixteen(), {3, 7, 0, 9, 1})), "truncated"));
  CHECK(contains(error_of(bmp(40, 3, 2, 24, 1, 0, {}, {3, 7})), "pixels of 24 bits in BMP compression 1"));
}

TEST_CASE("a palette of black and white, or of all greys, is none") {
  CHECK(decoded(bmp(40, 2, 1, 1, 0, 0, {0, 0, 0, 0, 255, 255, 255, 0}, {0x40, 0, 0, 0})) == greys({0, 255}));
  Bytes ramp;
  for (int i = 0; i < 256; ++i) append(ramp, Bytes(4, static_cast<std::uint8_t>(i)));
  CHECK(decoded(bmp(40, 2, 1, 8, 0, 0, ramp, {9, 250, 0, 0})) == greys({9, 250}));
}

TEST_CASE("what is no BMP that is decoded says so") {
  CHECK(contains(error_of(bmp(44, 1, 1, 24, 0, 0, {}, {1, 2, 3, 0})), "a BMP header of 44 bytes, expected 12, 40"));
  CHECK(contains(error_of(bmp(40, 1, 1, 2, 0, 0, {}, {1, 2, 3, 0})), "pixels of 2 bits"));
  CHECK(contains(error_of(bmp(40, 1, 1, 24, 4, 0, {}, {1, 2, 3, 0})), "BMP compression 4"));
  CHECK(contains(error_of(bmp(40, 1, 1, 8, 0, 257, Bytes(1028, 9), {1, 2, 3, 0})), "a palette of 257 colours"));
}

}  // namespace bmp_tests
