#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <graft/data/detail/exact.hpp>

namespace graft::detail {

/// Weights have 22 fractional bits: 32, less 8 for a pixel, less 2 so that a sum cannot overflow.
inline constexpr int resample_bits = 22;

/// For each output position along one axis: which inputs it reads, and their weights.
struct ResampleWeights {
  std::size_t taps = 0;              ///< weights kept per output; unused ones are 0
  std::vector<std::int64_t> first;   ///< per output: the first input it reads
  std::vector<std::int64_t> count;   ///< per output: how many inputs it reads
  std::vector<std::int32_t> weight;  ///< outputs x taps, fixed point
};

/// The antialiased bilinear (triangle) filter along one axis: as wide as one input pixel when enlarging, as one output
/// pixel when shrinking. Each product is rounded on its own, so that fused multiply-add cannot change a weight.
inline ResampleWeights resample_weights(std::int64_t input, std::int64_t output) {
  const double scale = static_cast<double>(input) / static_cast<double>(output);
  const double support = std::max(scale, 1.0);
  const double inverse = 1.0 / support;
  ResampleWeights weights;
  weights.taps = static_cast<std::size_t>(std::ceil(support)) * 2 + 1;
  weights.weight.resize(weights.taps * static_cast<std::size_t>(output));
  std::vector<double> exact(weights.taps);
  for (std::int64_t position = 0; position < output; ++position) {
    const double center = exact_product(static_cast<double>(position) + 0.5, scale);
    const std::int64_t begin = std::max<std::int64_t>(0, static_cast<std::int64_t>(center - support + 0.5));
    const std::int64_t end = std::min(input, static_cast<std::int64_t>(center + support + 0.5));
    double sum = 0;
    for (std::int64_t tap = 0; tap < end - begin; ++tap) {
      const double distance = exact_product(static_cast<double>(tap + begin) - center + 0.5, inverse);
      exact[static_cast<std::size_t>(tap)] = std::max(0.0, 1.0 - std::abs(distance));
      sum += exact[static_cast<std::size_t>(tap)];
    }
    const std::size_t row = static_cast<std::size_t>(position) * weights.taps;
    for (std::size_t tap = 0; tap < static_cast<std::size_t>(end - begin); ++tap) {
      const double share = sum != 0 ? exact[tap] / sum : exact[tap];
      weights.weight[row + tap] = static_cast<std::int32_t>(0.5 + share * (1 << resample_bits));
    }
    weights.first.push_back(begin);
    weights.count.push_back(end - begin);
  }
  return weights;
}

inline std::uint8_t resample_round(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> resample_bits, 0, 255));
}

/// out[lane] = sum of weight[tap] * in[tap * stride + lane], over `Lanes` neighbours at once: the loop that compilers
/// turn into vector code, since its length is known and nothing in it depends on its neighbour.
template <std::size_t Lanes>
void resample_lanes(const std::uint8_t* in, std::size_t stride, const std::int32_t* weight, std::int64_t count,
                    std::uint8_t* out) {
  std::array<std::int32_t, Lanes> sum;
  sum.fill(1 << (resample_bits - 1));
  for (std::int64_t tap = 0; tap < count; ++tap) {
    const std::int32_t factor = weight[tap];
    for (std::size_t lane = 0; lane < Lanes; ++lane) sum[lane] += factor * in[lane];
    in += stride;
  }
  for (std::size_t lane = 0; lane < Lanes; ++lane) out[lane] = resample_round(sum[lane]);
}

/// How many rows the horizontal pass takes at once.
inline constexpr std::size_t resample_rows = 8;

/// Resizes `rows` rows of `width` RGB pixels, `pitch` bytes apart, horizontally into packed rows.
///
/// Eight rows are interleaved first, so that the 24 values of a column lie side by side and are summed together.
inline void resample_horizontally(const std::uint8_t* in, std::size_t pitch, std::size_t width, std::size_t rows,
                                  const ResampleWeights& weights, std::uint8_t* out) {
  constexpr std::size_t lanes = 3 * resample_rows;
  const std::size_t outputs = weights.first.size();
  std::vector<std::uint8_t> interleaved(width * lanes);
  std::array<std::uint8_t, lanes> column;
  for (std::size_t top = 0; top < rows; top += resample_rows) {
    const std::size_t height = std::min(resample_rows, rows - top);
    std::array<const std::uint8_t*, resample_rows> row;
    // A short last block repeats its last row; what is computed for the copies is not stored.
    for (std::size_t r = 0; r < resample_rows; ++r) row[r] = in + (top + std::min(r, height - 1)) * pitch;
    for (std::size_t x = 0; x < 3 * width; ++x) {
      for (std::size_t r = 0; r < resample_rows; ++r) interleaved[x * resample_rows + r] = row[r][x];
    }
    for (std::size_t x = 0; x < outputs; ++x) {
      resample_lanes<lanes>(interleaved.data() + static_cast<std::size_t>(weights.first[x]) * lanes, lanes,
                            weights.weight.data() + x * weights.taps, weights.count[x], column.data());
      for (std::size_t r = 0; r < height; ++r) {
        for (std::size_t c = 0; c < 3; ++c) out[((top + r) * outputs + x) * 3 + c] = column[c * resample_rows + r];
      }
    }
  }
}

/// Resizes rows of `row_bytes` values, `pitch` bytes apart, vertically into packed rows; `in` is row `first_row`.
inline void resample_vertically(const std::uint8_t* in, std::size_t pitch, std::size_t row_bytes,
                                std::int64_t first_row, const ResampleWeights& weights, std::uint8_t* out) {
  constexpr std::size_t lanes = 32;
  for (std::size_t y = 0; y < weights.first.size(); ++y) {
    const std::uint8_t* from = in + static_cast<std::size_t>(weights.first[y] - first_row) * pitch;
    const std::int32_t* weight = weights.weight.data() + y * weights.taps;
    std::size_t x = 0;
    for (; x + lanes <= row_bytes; x += lanes)
      resample_lanes<lanes>(from + x, pitch, weight, weights.count[y], out + x);
    for (; x < row_bytes; ++x) resample_lanes<1>(from + x, pitch, weight, weights.count[y], out + x);
    out += row_bytes;
  }
}

}  // namespace graft::detail
