#include <graft/data/transform/normalize.hpp>

#include <bit>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace normalize_tests {

using namespace data_tests;

inline std::uint32_t bits(const std::string& hex_digits) {
  return static_cast<std::uint32_t>(std::stoul(hex_digits, nullptr, 16));
}

TEST_CASE("ToTensor and Normalize equal torchvision's float32 bit for bit, for every value of every channel") {
  graft::Image ramp = graft::blank_image(256, 1);
  for (std::size_t i = 0; i < ramp.pixels.size(); ++i) ramp.pixels[i] = static_cast<std::uint8_t>(i / 3);
  std::vector<float> plain(768);
  std::vector<float> normal(768);
  graft::ToTensor{}(ramp, plain.data());
  graft::Normalize{graft::imagenet_mean_std}(ramp, normal.data());
  std::size_t values = 0;
  for (auto& line : recorded_lines("values.txt")) {
    std::size_t value = 0;
    std::string scaled;
    line >> value >> scaled;
    for (std::size_t channel = 0; channel < 3; ++channel) {
      std::string normalized;
      line >> normalized;
      CHECK(std::bit_cast<std::uint32_t>(plain[256 * channel + value]) == bits(scaled));
      CHECK(std::bit_cast<std::uint32_t>(normal[256 * channel + value]) == bits(normalized));
    }
    ++values;
  }
  CHECK(values == 256);
}

TEST_CASE("a standard deviation of zero is an error") {
  std::vector<float> planes(3);
  for (const float deviation : {0.0F, std::numeric_limits<float>::quiet_NaN()}) {
    const graft::Normalize stage{{{0, 0, 0}, {1, deviation, 1}}};
    CHECK_THROWS_AS(stage(noise(1, 1), planes.data()), graft::UsageError);
  }
}

}  // namespace normalize_tests
