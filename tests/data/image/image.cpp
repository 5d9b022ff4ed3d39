#include <graft/data/image/image.hpp>

#include "support/doctest.hpp"

namespace image_tests {

TEST_CASE("a blank image is black and has three values a pixel") {
  const graft::Image blank = graft::blank_image(5, 3);
  CHECK(blank.width == 5);
  CHECK(blank.height == 3);
  CHECK(blank.pixels == std::vector<std::uint8_t>(45, 0));
}

}  // namespace image_tests
