#include <graft/data/transform/crop.hpp>

#include <graft/core/exceptions.hpp>

#include "support/doctest.hpp"

namespace crop_tests {

/// Each pixel says where it is: red its column, green its row.
graft::Image numbered(std::int64_t width, std::int64_t height) {
  graft::Image image = graft::blank_image(width, height);
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x) {
      image.pixels[static_cast<std::size_t>((y * width + x) * 3)] = static_cast<std::uint8_t>(x);
      image.pixels[static_cast<std::size_t>((y * width + x) * 3 + 1)] = static_cast<std::uint8_t>(y);
    }
  return image;
}

TEST_CASE("crop takes the pixels of the box, row by row") {
  const graft::Image part = graft::crop(numbered(7, 5), {.left = 3, .top = 2, .width = 2, .height = 3});
  CHECK(part == graft::Image{2, 3, {3, 2, 0, 4, 2, 0, 3, 3, 0, 4, 3, 0, 3, 4, 0, 4, 4, 0}});
  CHECK(graft::crop(numbered(7, 5), {.width = 7, .height = 5}) == numbered(7, 5));
}

TEST_CASE("an empty box and one that reaches outside are errors") {
  const graft::Image image = numbered(7, 5);
  for (const graft::Box& box : {graft::Box{0, 0, 0, 3}, graft::Box{0, 0, 3, 0}, graft::Box{-1, 0, 3, 3},
                                graft::Box{0, -1, 3, 3}, graft::Box{5, 0, 3, 3}, graft::Box{0, 3, 3, 3}})
    CHECK_THROWS_AS((void)graft::crop(image, box), graft::ShapeError);
}

}  // namespace crop_tests
