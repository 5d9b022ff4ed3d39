#include <graft/data/transform/resize.hpp>

#include <string>

#include <graft/data/transform/crop.hpp>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace resize_tests {

using namespace data_tests;

TEST_CASE("resize equals Pillow's antialiased resize bit for bit") {
  int images = 0;
  for (auto& line : recorded_lines("resize.txt")) {
    std::string interpolation;
    std::string kind;
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::int64_t new_width = 0;
    std::int64_t new_height = 0;
    std::string hash;
    std::string bytes;
    line >> interpolation >> kind >> width >> height >> new_width >> new_height >> hash >> bytes;
    CAPTURE(line.str());
    const auto image = kind == "noise" ? noise(width, height) : contrast(width, height);
    const auto resized = graft::resize(image, new_width, new_height, graft::interpolation_named(interpolation).value());
    if (interpolation == "bilinear") CHECK(graft::resize(image, new_width, new_height) == resized);
    CHECK(resized.width == new_width);
    CHECK(resized.height == new_height);
    if (bytes != "-") CHECK(hex(resized.pixels) == bytes);
    CHECK(fnv(resized.pixels) == hash);
    ++images;
  }
  CHECK(images == 396);
}

TEST_CASE("resizing a box equals cropping it, then resizing") {
  const auto image = noise(61, 47);
  for (const graft::Box box : {graft::Box{0, 0, 61, 47}, {3, 5, 20, 31}, {60, 46, 1, 1}, {10, 0, 16, 47}, {0, 9, 61, 8}}) {
    for (const std::int64_t size : {1, 8, 16, 31, 100}) {
      for (const auto by : {graft::Interpolation::bilinear, graft::Interpolation::bicubic})
        CHECK(graft::resize(image, box, size, size, by) == graft::resize(graft::crop(image, box), size, size, by));
    }
  }
}

TEST_CASE("a box outside of the image and a size of nothing are errors") {
  const auto image = noise(4, 3);
  CHECK_THROWS_AS(graft::resize(image, 0, 3), graft::UsageError);
  CHECK_THROWS_AS(graft::resize(image, 3, -1), graft::UsageError);
  CHECK_THROWS_AS(graft::resize(graft::Image{}, 3, 3), graft::ShapeError);
  CHECK(message_of<graft::UsageError>([&] { (void)graft::resize(image, 9, 9, graft::Interpolation{7}); }) ==
        "resize: there is no interpolation of number 7; expected Interpolation::bilinear or Interpolation::bicubic");
  for (const graft::Box box : {graft::Box{0, 0, 5, 3}, {1, 0, 4, 3}, {-1, 0, 2, 2}, {0, 2, 1, 2}, {0, 0, 0, 1}}) {
    CHECK_THROWS_AS(graft::resize(image, box, 2, 2), graft::ShapeError);
    CHECK_THROWS_AS(graft::crop(image, box), graft::ShapeError);
  }
}

TEST_CASE("Resize chooses torchvision's sizes") {
  graft::Random random(0);
  for (auto& line : recorded_lines("resize_stage.txt")) {
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::int64_t size = 0;
    std::int64_t new_width = 0;
    std::int64_t new_height = 0;
    line >> width >> height >> size >> new_width >> new_height;
    const auto resized = graft::Resize{size}(graft::blank_image(width, height), random);
    CAPTURE(line.str());
    CHECK(resized.width == new_width);
    CHECK(resized.height == new_height);
  }
  const auto stretched = graft::Resize{5, 9}(noise(30, 20), random);
  CHECK(stretched == graft::resize(noise(30, 20), 9, 5));
  const auto finer =
      graft::Resize{.size = 5, .width = 9, .interpolation = graft::Interpolation::bicubic}(noise(30, 20), random);
  CHECK(finer == graft::resize(noise(30, 20), 9, 5, graft::Interpolation::bicubic));
  CHECK(finer != stretched);
  CHECK_THROWS_AS(graft::Resize{0}(noise(3, 3), random), graft::UsageError);
  CHECK_THROWS_AS((graft::Resize{3, 0}(noise(3, 3), random)), graft::UsageError);
}

}  // namespace resize_tests
