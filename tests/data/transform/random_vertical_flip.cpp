#include <graft/data/transform/random_vertical_flip.hpp>

#include <cmath>

#include <graft/data/transform/resize.hpp>
#include <graft/data/transform/transform.hpp>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace random_vertical_flip_tests {

using namespace graft;

TEST_CASE("a flip turns the rows around and leaves each as it is") {
  Random random(0);
  const Image image{2, 3, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}};
  const Image flipped{2, 3, {13, 14, 15, 16, 17, 18, 7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6}};
  CHECK(RandomVerticalFlip{1}(image, random) == flipped);
  CHECK(RandomVerticalFlip{0}(image, random) == image);
  CHECK(RandomVerticalFlip{1}(RandomVerticalFlip{1}(image, random), random) == image);
}

TEST_CASE("half of the images are flipped") {
  const auto image = data_tests::noise(1, 2);
  int flipped = 0;
  for (std::uint64_t index = 0; index < 4000; ++index) {
    Random random(0, 0, index);
    flipped += RandomVerticalFlip{}(image, random) == image ? 0 : 1;
  }
  CHECK(std::abs(flipped - 2000) < 5 * std::sqrt(1000.0));
}

TEST_CASE("stages before and after a flip are executed as they are one by one") {
  Random random(0);
  const Image image = data_tests::noise(40, 30);
  Random all(0), each(0);
  const Transform together = Resize{20} | RandomVerticalFlip{1} | Resize{12, 9};
  CHECK(together.apply(image, all) == Resize{12, 9}(RandomVerticalFlip{1}(Resize{20}(image, each), each), each));
  CHECK(together.key().value().find("RandomVerticalFlip") != std::string::npos);
}

}  // namespace random_vertical_flip_tests
