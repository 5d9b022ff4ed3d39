#include <graft/data/image/image.hpp>

#include "support/doctest.hpp"

namespace image_tests {

TEST_CASE("a blank image is black and has three values a pixel") {
  const graft::Image blank = graft::blank_image(5, 3);
  CHECK(blank.width == 5);
  CHECK(blank.height == 3);
  CHECK(blank.pixels == std::vector<std::uint8_t>(45, 0));
}

TEST_CASE("images are equal when size and pixels are") {
  const graft::Image wide{2, 1, {1, 2, 3, 4, 5, 6}}, tall{1, 2, {1, 2, 3, 4, 5, 6}};
  graft::Image other = wide;
  CHECK(wide == other);
  CHECK_FALSE(wide == tall);
  other.pixels[5] = 7;
  CHECK_FALSE(wide == other);
}

}  // namespace image_tests
