#include <graft/data/transform/random.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <set>

#include "support/doctest.hpp"

namespace random_tests {

TEST_CASE("the random numbers are the same on every platform") {
  // Splitmix64 and xoshiro256** written once more, in Python, gave these.
  graft::Random random(1, 2, 3);
  CHECK(random() == 0x5ef64063a9f8127bU);
  CHECK(random() == 0x9e5e7c9713654168U);
  CHECK(graft::Random(1, 2, 3).uniform(-1, 1) == -0x1.084dfce2b03f8p-2);
}

TEST_CASE("seed, epoch and index each change the numbers, and do not stand in for one another") {
  std::set<std::uint64_t> first;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    for (std::uint64_t epoch = 0; epoch < 8; ++epoch) {
      for (std::uint64_t index = 0; index < 8; ++index) first.insert(graft::Random(seed, epoch, index)());
    }
  }
  CHECK(first.size() == 512);
}

TEST_CASE("uniform and integer fill their ranges evenly, also over the first draws of neighbouring images") {
  std::array<int, 7> counts{};
  double sum = 0;
  double square = 0;
  const int draws = 70000;
  for (int index = 0; index < draws; ++index) {
    graft::Random random(0, 0, static_cast<std::uint64_t>(index));
    const double value = random.uniform(2, 4);
    CHECK_UNARY(value >= 2 && value < 4);
    sum += value;
    square += value * value;
    ++counts[random.integer(7)];
  }
  const double mean = sum / draws;
  CHECK(std::abs(mean - 3) < 5 * 0.5774 / std::sqrt(draws));
  CHECK(square / draws - mean * mean == doctest::Approx(1.0 / 3).epsilon(0.02));
  for (const int count : counts) CHECK(std::abs(count - 10000) < 5 * std::sqrt(10000.0 * 6 / 7));
}

TEST_CASE("the edges of the ranges hold") {
  graft::Random random(5);
  CHECK(random.integer(0) == 0);
  CHECK(random.integer(1) == 0);
  for (int i = 0; i < 100; ++i) {
    CHECK_FALSE(random.bernoulli(0));
    CHECK(random.bernoulli(1));
    CHECK(random.uniform(3, 3) == 3);
    CHECK(random.integer((std::uint64_t{1} << 63U) + 1) <= std::uint64_t{1} << 63U);
  }
}

}  // namespace random_tests
