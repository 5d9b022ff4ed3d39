#include <graft/data/draw/class_colour.hpp>
#include <graft/data/draw/shapes.hpp>
#include <graft/data/draw/write_png.hpp>

#include <array>
#include <set>

#include <graft/data/decode/decode.hpp>
#include <graft/data/decode/decode_mask.hpp>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace draw_tests {

using namespace graft;
using data_tests::noise;

TEST_CASE("a PNG that was written is read as it was, and a failure leaves nothing") {
  const data_tests::TemporaryFolder folder;
  const Image image = noise(37, 21);
  write_png(folder.path() / "image.png", image);
  CHECK(decode_image(folder.path() / "image.png") == image);
  const Mask mask{3, 2, {0, 1, 2, 11, 254, 255}};
  write_png(folder.path() / "mask.png", mask);
  CHECK(decode_mask(folder.path() / "mask.png") == mask);
  CHECK_THROWS_AS(write_png(folder.path() / "no folder" / "image.png", image), DataError);
  CHECK_THROWS_AS(write_png(folder.path() / "image.png", Image{2, 2, {1, 2, 3}}), UsageError);
  CHECK_THROWS_AS(write_png(folder.path() / "image.png", Image{}), UsageError);
  CHECK(decode_image(folder.path() / "image.png") == image);
}

TEST_CASE("class colours are Pascal VOC's, and differ") {
  CHECK(class_colour(0) == std::array<std::uint8_t, 3>{0, 0, 0});
  CHECK(class_colour(1) == std::array<std::uint8_t, 3>{128, 0, 0});
  CHECK(class_colour(11) == std::array<std::uint8_t, 3>{192, 128, 0});
  std::set<std::array<std::uint8_t, 3>> colours;
  for (std::uint32_t label = 0; label < 256; ++label) colours.insert(class_colour(label));
  CHECK(colours.size() == 256);
}

TEST_CASE("shapes and text stay within the image, whatever the letters") {
  Image image = blank_image(40, 30);
  draw_box(image, {-5, -5, 60, 50}, {1, 2, 3});  // whose frame is outside
  CHECK(image == blank_image(40, 30));
  draw_box(image, {2, 3, 10, 8}, {255, 0, 0}, 1);
  const auto red = [&](std::int64_t x, std::int64_t y) { return image.pixels[static_cast<std::size_t>((y * 40 + x) * 3)]; };
  CHECK((red(2, 3) == 255 && red(11, 10) == 255 && red(3, 4) == 0 && red(12, 3) == 0));
  CHECK(text_width("K\xc3\xa4se\t\x7f") == text_width("K??se??"));
  CHECK(draw_text(image, 30, 25, "K\xc3\xa4se\t\x7f", {0, 255, 0}, 2) > 0);
  CHECK(text_width("") == 0);
}

}  // namespace draw_tests
