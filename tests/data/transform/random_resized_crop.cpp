#include <graft/data/transform/random_resized_crop.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace random_resized_crop_tests {

using namespace data_tests;

TEST_CASE("the parts are spread as torchvision's are") {
  for (auto& line : recorded_lines("crop_statistics.txt")) {
    std::int64_t width = 0;
    std::int64_t height = 0;
    int draws = 0;
    line >> width >> height >> draws;
    CAPTURE(line.str());
    // Share of the area, logarithm of the ratio, and where in the free space the part lies.
    std::array<double, 4> sum{};
    std::array<double, 4> square{};
    const auto place = [](std::int64_t at, std::int64_t free) {
      return free == 0 ? 0.5 : static_cast<double>(at) / static_cast<double>(free);
    };
    for (int draw = 0; draw < draws; ++draw) {
      graft::Random random(3, 0, static_cast<std::uint64_t>(draw));
      const auto box = graft::RandomResizedCrop{}.choose(width, height, random);
      const std::array<double, 4> values{static_cast<double>(box.width * box.height) / static_cast<double>(width * height),
                                         std::log(static_cast<double>(box.width) / static_cast<double>(box.height)),
                                         place(box.left, width - box.width), place(box.top, height - box.height)};
      for (std::size_t i = 0; i < values.size(); ++i) {
        sum[i] += values[i];
        square[i] += values[i] * values[i];
      }
    }
    for (std::size_t i = 0; i < sum.size(); ++i) {
      double wanted_mean = 0;
      double wanted_deviation = 0;
      line >> wanted_mean >> wanted_deviation;
      const double mean = sum[i] / draws;
      const double deviation = std::sqrt(square[i] / draws - mean * mean);
      CAPTURE(i);
      // Both are samples: five standard errors of a difference.
      CHECK(std::abs(mean - wanted_mean) < 5 * wanted_deviation * std::sqrt(2.0 / draws));
      CHECK(deviation == doctest::Approx(wanted_deviation).epsilon(0.03));
    }
  }
}

TEST_CASE("where no part fits, it is torchvision's central one") {
  graft::Random random(0);
  int cases = 0;
  for (auto& line : recorded_lines("central_box.txt")) {
    std::int64_t width = 0;
    std::int64_t height = 0;
    double low = 0;
    double high = 0;
    graft::Box box;
    line >> width >> height >> low >> high >> box.left >> box.top >> box.width >> box.height;
    CAPTURE(line.str());
    const auto chosen = graft::RandomResizedCrop{.scale = {1, 1}, .ratio = {low, high}}.choose(width, height, random);
    CHECK(chosen == box);
    ++cases;
  }
  CHECK(cases == 21);
}

TEST_CASE("a part is always inside the image, and the result has the wanted size") {
  for (const auto& [width, height] : {std::array{1L, 1L}, {1L, 500L}, {500L, 1L}, {2L, 3L}, {37L, 41L}}) {
    for (std::uint64_t index = 0; index < 200; ++index) {
      graft::Random random(1, 1, index);
      const auto result = graft::RandomResizedCrop{5}(noise(width, height), random);
      CHECK(result.width == 5);
      CHECK(result.height == 5);
      CHECK(result.pixels.size() == 75);
    }
  }
}

TEST_CASE("ranges without sense are errors") {
  graft::Random random(0);
  for (const auto& stage :
       {graft::RandomResizedCrop{0}, {5, {0, 1}}, {5, {0.9, 0.1}}, {5, {0.1, 1}, {2, 1}}, {5, {0.1, 1}, {0, 1}}}) {
    CHECK_THROWS_AS(stage(noise(9, 9), random), graft::UsageError);
  }
}

}  // namespace random_resized_crop_tests
