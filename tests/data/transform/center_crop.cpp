#include <graft/data/transform/center_crop.hpp>

#include <string>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace center_crop_tests {

using namespace data_tests;

TEST_CASE("CenterCrop takes torchvision's pixels, odd margins and too small images included") {
  graft::Random random(0);
  int cases = 0;
  for (auto& line : recorded_lines("center_crop.txt")) {
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::int64_t size = 0;
    std::string hash;
    line >> width >> height >> size >> hash;
    CAPTURE(line.str());
    CHECK(fnv(graft::CenterCrop{size}(noise(width, height), random).pixels) == hash);
    ++cases;
  }
  CHECK(cases == 250);
  CHECK_THROWS_AS(graft::CenterCrop{0}(noise(3, 3), random), graft::UsageError);
}

}  // namespace center_crop_tests
