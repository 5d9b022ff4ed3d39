#include <graft/data/transform/detail/geometry.hpp>

#include <cmath>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <graft/data/transform/detail/planned_image.hpp>
#include <graft/data/transform/letterbox.hpp>
#include <graft/data/transform/pad.hpp>
#include <graft/data/transform/random_crop.hpp>
#include <graft/data/transform/random_horizontal_flip.hpp>
#include <graft/data/transform/random_resized_crop.hpp>
#include <graft/data/transform/random_scale.hpp>
#include <graft/data/transform/random_vertical_flip.hpp>
#include <graft/data/transform/standard_transforms.hpp>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace geometry_tests {

using namespace graft;
using graft::detail::Geometry;

TEST_CASE("pixels resized by the nearest are those that Pillow takes") {
  std::ifstream file(data_tests::recorded("nearest.txt"));
  int rows = 0;
  for (std::string line; std::getline(file, line); ++rows) {
    std::istringstream numbers(line);
    std::int64_t source = 0, length = 0, position = 0;
    numbers >> source >> length;
    Geometry::Axis axis(source);
    axis.resize(length);
    std::vector<std::int64_t> wanted;
    while (numbers >> position) wanted.push_back(position);
    CHECK(axis.pixels() == wanted);
  }
  CHECK(rows == 30);
}

/// An image whose pixels say where they lie: red is the column, green the row, blue 1, so that black is padding.
Image chart(std::int64_t width, std::int64_t height) {
  Image image = blank_image(width, height);
  for (std::int64_t y = 0, i = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x, i += 3) {
      image.pixels[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(x);
      image.pixels[static_cast<std::size_t>(i) + 1] = static_cast<std::uint8_t>(y);
      image.pixels[static_cast<std::size_t>(i) + 2] = 1;
    }
  return image;
}

/// The image after a transform, and where its pixels are from.
Image moved(const Transform& transform, const Image& image, std::uint64_t seed, Geometry& geometry) {
  graft::detail::Scratch scratch;
  graft::detail::PlannedImage planned(image, scratch);
  planned.follow(geometry);
  Random random(seed);
  transform.plan(planned, random);
  return planned.take();
}

TEST_CASE("where nothing is resized, the geometry says of each pixel where it is from") {
  const std::vector<Transform> transforms = {
      CenterCrop{20},
      CenterCrop{60},
      RandomCrop{20, 30},
      RandomCrop{50},
      Pad{50, 30},
      Transform(RandomHorizontalFlip{.p = 1}) | RandomVerticalFlip{.p = 1},
      RandomCrop{30} | RandomHorizontalFlip{} | Pad{35, 60} | CenterCrop{33} | RandomVerticalFlip{} | RandomCrop{40, 21}};
  const Image image = chart(45, 38);
  for (const Transform& transform : transforms)
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      Geometry geometry;
      const Image result = moved(transform, image, seed, geometry);
      const auto columns = geometry.x.pixels(), rows = geometry.y.pixels();
      REQUIRE(static_cast<std::int64_t>(columns.size()) == result.width);
      REQUIRE(static_cast<std::int64_t>(rows.size()) == result.height);
      int wrong = 0;
      for (std::size_t y = 0, i = 0; y < rows.size(); ++y)
        for (std::size_t x = 0; x < columns.size(); ++x, i += 3) {
          const bool padding = rows[y] < 0 || columns[x] < 0;
          wrong += result.pixels[i + 2] != (padding ? 0 : 1);
          if (!padding) wrong += result.pixels[i] != columns[x] || result.pixels[i + 1] != rows[y];
        }
      CHECK(wrong == 0);
    }
}

TEST_CASE("a box moves as the pixels in it do") {
  const Image image = chart(200, 150);
  const std::vector<Transform> transforms = {Resize{90} | CenterCrop{70} | RandomHorizontalFlip{.p = 1},
                                             RandomResizedCrop{64} | RandomVerticalFlip{}, RandomScale{} | RandomCrop{100, 120},
                                             Transform(Letterbox{96}) | RandomHorizontalFlip{}};
  for (const Transform& transform : transforms)
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      Geometry geometry;
      (void)moved(transform, image, seed, geometry);
      // The box of pixels 40..79 of the source, and the columns that nearest resampling takes from it.
      double begin = 40, end = 80;
      geometry.x.move(begin, end);
      std::int64_t first = -1, last = -1;
      const auto columns = geometry.x.pixels();
      for (std::size_t x = 0; x < columns.size(); ++x)
        if (columns[x] >= 40 && columns[x] < 80) {
          if (first < 0) first = static_cast<std::int64_t>(x);
          last = static_cast<std::int64_t>(x);
        }
      CHECK(begin <= end);
      if (first < 0) {
        CHECK(end - begin < 1.5);
      } else {
        CHECK(std::abs(begin - static_cast<double>(first)) <= 1.01);
        CHECK(std::abs(end - static_cast<double>(last + 1)) <= 1.01);
      }
    }
}

TEST_CASE("a stage of one's own may change colours where a target follows, and not the size") {
  const Image image = chart(20, 10);
  Geometry geometry;
  const auto darker = [](Image given, Random&) { return given; };
  CHECK(moved(Transform(darker) | CenterCrop{8}, image, 0, geometry).width == 8);
  const auto smaller = [](const Image&, Random&) { return blank_image(5, 5); };
  CHECK_THROWS_AS((void)moved(Transform(smaller), image, 0, geometry), UsageError);
}

TEST_CASE("sizes of the stages") {
  const Image image = chart(40, 20);
  Geometry geometry;
  CHECK(moved(RandomCrop{16, 24}, image, 3, geometry).height == 16);
  CHECK(moved(RandomCrop{64}, image, 3, geometry).width == 64);
  CHECK(moved(Pad{30, 30}, image, 3, geometry).width == 40);
  CHECK(moved(Pad{30, 30}, image, 3, geometry).height == 30);
  const Image boxed = moved(Letterbox{64}, image, 3, geometry);
  CHECK((boxed.width == 64 && boxed.height == 64));
  CHECK(boxed.pixels[0] == 114);
  CHECK(geometry.y.pixels()[15] == -1);
  CHECK(geometry.y.pixels()[16] == 0);
  const Image scaled = moved(RandomScale{.scale = {0.5, 0.5}}, image, 3, geometry);
  CHECK((scaled.width == 20 && scaled.height == 10));
  CHECK_THROWS_AS((void)moved(RandomScale{.scale = {0, 1}}, image, 0, geometry), UsageError);
  CHECK_THROWS_AS((void)moved(RandomCrop{0}, image, 0, geometry), UsageError);
  CHECK_THROWS_AS((void)moved(Pad{5, -1}, image, 0, geometry), UsageError);
  CHECK_THROWS_AS((void)moved(Letterbox{-1}, image, 0, geometry), UsageError);
}

}  // namespace geometry_tests
