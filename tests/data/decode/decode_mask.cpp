#include <graft/data/decode/decode_mask.hpp>

#include <string>

#include "data/made_images.hpp"
#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace decode_mask_tests {

using namespace data_tests;
using made_images::Bytes;
using made_images::png;

std::string error_of(const Bytes& file, const graft::DecodeOptions& options = {}) {
  return message_of<graft::DataError>([&] { graft::decode_mask(file, "m.png", options); });
}

Bytes numbers(const Bytes& file) { return graft::decode_mask(file, "m.png").classes; }

TEST_CASE("a mask has the numbers that Pillow gives, or is refused") {
  int masks = 0, refused = 0;
  for (auto& line : recorded_lines("masks.txt")) {
    std::string file, wanted;
    std::int64_t width = 0, height = 0;
    line >> file;
    CAPTURE(file);
    if (line >> width >> height >> wanted) {
      const graft::Mask mask = graft::decode_mask(bytes_of_hex(file), "m.png");
      CHECK(mask.width == width);
      CHECK(mask.height == height);
      CHECK(hex(mask.classes) == wanted);
      ++masks;
    } else {
      CHECK(contains(error_of(bytes_of_hex(file)), "mask 'm.png' "));
      ++refused;
    }
  }
  CHECK(masks == 64);
  CHECK(refused == 14);
}

TEST_CASE("a palette gives indices, those beyond its colours included, and greys their values") {
  CHECK(numbers(png(3, 1, 8, 3, {0, 0, 1, 255}, {10, 20, 30, 40, 50, 60})) == Bytes{0, 1, 255});
  CHECK(numbers(png(4, 1, 2, 3, {0, 0x1B}, {9, 9, 9, 8, 8, 8})) == Bytes{0, 1, 2, 3});
  CHECK(numbers(png(2, 1, 8, 0, {0, 11, 200})) == Bytes{11, 200});
  CHECK(numbers(png(3, 1, 1, 0, {0, 0xA0})) == Bytes{1, 0, 1});
  CHECK(numbers(png(2, 2, 8, 3, {0, 1, 2}, {7, 8, 9})) == Bytes{1, 2, 0, 0});  // rows that lack, as in Pillow
}

TEST_CASE("what is no mask is refused with what to do") {
  CHECK(error_of({}) == "mask 'm.png' is empty (0 bytes); delete it or fetch it again");
  CHECK(error_of(png(1, 1, 8, 2, {0, 1, 2, 3})) ==
        "mask 'm.png' is in colour, expected one number a pixel; replace each colour by the number of its class and save that "
        "as a "
        "grey or palette PNG (in Pillow: mode L or P)");
  CHECK(contains(error_of(png(1, 1, 8, 6, {0, 1, 2, 3, 4})), "is in colour"));
  CHECK(contains(error_of(png(1, 1, 16, 0, {0, 1, 2})), "grey values of 16 bits, expected at most 8"));
  CHECK(contains(error_of(png(1, 1, 8, 4, {0, 1, 2})), "alpha channel"));
  CHECK(contains(error_of(file_bytes(recorded("images/grey.jpg"))), "is a JPEG, which changes its numbers"));
  CHECK(contains(error_of(ppm(noise(2, 2))), "is no PNG by its first bytes"));
  CHECK(contains(error_of(png(2, 2, 8, 0, {0, 1, 2, 0})), "truncated"));
  Bytes late_header = png(1, 1, 8, 3, {0, 1}, {7, 8, 9});
  Bytes palette;
  made_images::append_chunk(palette, "PLTE", {7, 8, 9});
  late_header.insert(late_header.begin() + 8, palette.begin(), palette.end());
  CHECK(contains(error_of(late_header), "its header cannot be read"));  // as an image it is refused, too
  CHECK(contains(error_of(png(4, 4, 8, 0, {0}), {.max_pixels = 15}), "claims 4x4 = 16 pixels, more than the limit of 15"));
  CHECK(contains(message_of<graft::DataError>([] { graft::decode_mask("no/such.png"); }), "mask 'no/such.png' does not exist"));
}

}  // namespace decode_mask_tests
