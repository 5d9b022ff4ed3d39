#include <graft/data/image/detail/resample.hpp>

#include <array>
#include <vector>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace resample_tests {

using namespace graft::detail;
using graft::Interpolation;

constexpr std::array interpolations{Interpolation::bilinear, Interpolation::bicubic};

ResampleAxis axis_of(std::int64_t inputs, std::int64_t outputs, Interpolation by) {
  return {.length = static_cast<double>(inputs), .inputs = inputs, .outputs = outputs, .interpolation = by};
}

TEST_CASE("weights of a stretch of the outputs are those of all outputs, and lead to inputs that exist") {
  for (const auto& [inputs, outputs] :
       {std::array<std::int64_t, 2>{1, 1}, {1, 7}, {10, 4}, {4, 10}, {100, 99}, {64, 3}, {3, 64}, {500, 224}}) {
    for (const auto by : interpolations) {
      const ResampleAxis axis = axis_of(inputs, outputs, by);
      ResampleWeights all;
      resample_weights(all, axis, 0, outputs);
      for (std::int64_t from = 0; from < outputs; from += 1 + outputs / 5) {
        for (std::int64_t to = from + 1; to <= outputs; to += 1 + outputs / 7) {
          ResampleWeights some;
          resample_weights(some, axis, from, to);
          CHECK(some.begin >= 0);
          CHECK(some.end <= inputs);
          REQUIRE(some.outputs() == static_cast<std::size_t>(to - from));
          for (std::size_t i = 0; i < some.outputs(); ++i) {
            const auto j = static_cast<std::size_t>(from) + i;
            CHECK(some.begin + some.first[i] + static_cast<std::int64_t>(some.taps) <= some.end);
            std::vector<std::int32_t> dense(static_cast<std::size_t>(inputs));
            std::vector<std::int32_t> wanted(dense.size());
            for (std::size_t tap = 0; tap < some.taps; ++tap)
              dense[static_cast<std::size_t>(some.begin) + some.first[i] + tap] = some.weight[i * some.taps + tap];
            for (std::size_t tap = 0; tap < all.taps; ++tap) wanted[all.first[j] + tap] = all.weight[j * all.taps + tap];
            CHECK(dense == wanted);
            for (std::size_t tap = some.count[i]; tap < some.taps; ++tap) CHECK(some.weight[i * some.taps + tap] == 0);
          }
        }
      }
    }
  }
}

TEST_CASE("both passes are the same with and without wide vectors") {
#if defined(__GNUC__) && defined(__x86_64__)
  if (graft_tests::skipped_without(__builtin_cpu_supports("avx2"), "AVX2 instructions")) return;
  for (const auto& [inputs, outputs] : {std::array<std::int64_t, 2>{1, 3}, {97, 33}, {20, 55}, {300, 7}}) {
    for (const auto by : interpolations) {
      ResampleWeights weights;
      resample_weights(weights, axis_of(inputs, outputs, by), 0, outputs);
      const auto columns = data_tests::contrast(inputs * 100, 1).pixels;
      std::vector<std::uint8_t> plain(weights.outputs() * resample_column);
      auto wide = plain;
      resample_columns_plain(columns.data(), weights, plain.data());
      resample_columns_avx2(columns.data(), weights, wide.data());
      CHECK(plain == wide);
      for (const std::size_t row : {1U, 31U, 32U, 100U}) {
        std::vector<std::uint8_t> low(weights.outputs() * row);
        auto low_wide = low;
        resample_vertically_plain(columns.data(), row, weights, low.data());
        resample_vertically_avx2(columns.data(), row, weights, low_wide.data());
        CHECK(low == low_wide);
      }
    }
  }
#endif
}

TEST_CASE("white stays white, however many pixels become one") {
  for (const std::int64_t length : {1000, 20011, 65500}) {
    for (const auto by : interpolations) {
      ResampleWeights weights;
      resample_weights(weights, axis_of(length, 1, by), 0, 1);
      std::int64_t sum = 0;
      for (const std::int32_t weight : weights.weight) sum += weight;
      const std::vector<std::uint8_t> white(static_cast<std::size_t>(length), 255);
      std::uint8_t out = 0;
      resample_vertically(white.data(), 1, weights, &out);
      CAPTURE(sum);
      CHECK(out >= 254);
    }
  }
}

TEST_CASE("what bicubic weights take beyond black and white stays there") {
  ResampleWeights weights;
  resample_weights(weights, axis_of(8, 16, Interpolation::bicubic), 0, 16);
  const std::vector<std::uint8_t> edge{0, 0, 0, 0, 255, 255, 255, 255};
  std::vector<std::uint8_t> out(16);
  resample_vertically(edge.data(), 1, weights, out.data());
  std::vector<int> values(out.begin(), out.end());
  CHECK(values == std::vector<int>{0, 0, 0, 0, 0, 0, 0, 52, 203, 255, 255, 255, 255, 255, 255, 255});
}

}  // namespace resample_tests
