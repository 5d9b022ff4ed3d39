#include <graft/data/transform/random_horizontal_flip.hpp>

#include <cmath>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace random_horizontal_flip_tests {

TEST_CASE("a flip mirrors every row and keeps the channels in order") {
  graft::Random random(0);
  const graft::Image image{3, 2, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}};
  const graft::Image mirrored{3, 2, {7, 8, 9, 4, 5, 6, 1, 2, 3, 16, 17, 18, 13, 14, 15, 10, 11, 12}};
  CHECK(graft::RandomHorizontalFlip{1}(image, random) == mirrored);
  CHECK(graft::RandomHorizontalFlip{0}(image, random) == image);
}

TEST_CASE("half of the images are mirrored") {
  const auto image = data_tests::noise(2, 1);
  int mirrored = 0;
  for (std::uint64_t index = 0; index < 4000; ++index) {
    graft::Random random(0, 0, index);
    mirrored += graft::RandomHorizontalFlip{}(image, random) == image ? 0 : 1;
  }
  CHECK(std::abs(mirrored - 2000) < 5 * std::sqrt(1000.0));
}

}  // namespace random_horizontal_flip_tests
