#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include <graft/data/image/detail/exact.hpp>

namespace graft {

/// A small random number generator, one for each image, so that augmentation does not depend on threads.
///
/// It is seeded by the run's seed, the epoch and the image's index in its dataset. All arithmetic is its own, so the numbers
/// are the same on every platform and with every standard library.
/// Source: xoshiro256** with splitmix64 seeding, Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021.
///
///     Random random(seed, epoch, index);
///     if (random.bernoulli(0.5)) { ... }
class Random {
 public:
  using result_type = std::uint64_t;

  explicit Random(std::uint64_t seed, std::uint64_t epoch = 0, std::uint64_t index = 0) {
    // Each number is mixed before the next is added, or (seed 1, epoch 0) and (seed 0, epoch 1) could be the same.
    std::uint64_t mixer = mix(mix(mix(seed) + epoch) + index);
    for (auto& word : state_) {
      mixer += golden_ratio;
      word = mix(mixer);
    }
  }

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~std::uint64_t{0}; }

  /// 64 random bits.
  result_type operator()() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  /// A real number in [low, high), uniformly distributed in 2^53 steps.
  double uniform(double low = 0, double high = 1) {
    const double fraction = static_cast<double>((*this)() >> 11U) * 0x1.0p-53;
    return low + detail::exact_product(high - low, fraction);
  }

  /// An integer in [0, count), uniformly distributed; 0 when `count` is 0 or 1.
  std::uint64_t integer(std::uint64_t count) {
    if (count < 2) return 0;
    // 2^64 is no multiple of `count` in general: without drawing the remainder again, small numbers would be more likely.
    const std::uint64_t left_over = (max() % count + 1) % count;
    std::uint64_t drawn = (*this)();
    while (drawn > max() - left_over) drawn = (*this)();
    return drawn % count;
  }

  /// True with probability `probability`.
  bool bernoulli(double probability) { return uniform() < probability; }

 private:
  static constexpr std::uint64_t golden_ratio = 0x9E3779B97F4A7C15U;

  static constexpr std::uint64_t mix(std::uint64_t value) {
    value += golden_ratio;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
    return value ^ (value >> 31U);
  }

  std::array<std::uint64_t, 4> state_{};
};

}  // namespace graft
