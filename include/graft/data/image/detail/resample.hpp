#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/image/detail/exact.hpp>
#include <graft/data/image/detail/resample_filter.hpp>
#include <graft/zoo/interpolation.hpp>

namespace graft::detail {

/// Weights have 22 fractional bits: 32, less 8 for a pixel, less 2 so that a sum cannot overflow.
inline constexpr int resample_bits = 22;

/// One axis of a resize: the interval of `length` inputs from `begin` on becomes `outputs` outputs; inputs 0..inputs-1 exist.
struct ResampleAxis {
  double begin = 0;
  double length = 0;
  std::int64_t inputs = 0;
  std::int64_t outputs = 0;
  Interpolation interpolation = Interpolation::bilinear;
};

/// The inputs that each output along one axis reads, and their weights.
struct ResampleWeights {
  std::int64_t begin = 0;  ///< the inputs begin..end-1 are read by at least one output
  std::int64_t end = 0;
  std::size_t taps = 0;              ///< weights kept per output, the same number for all; unused ones are 0
  std::vector<std::uint32_t> first;  ///< per output: the first input it reads, counted from `begin`
  std::vector<std::uint32_t> count;  ///< per output: the number of weights up to the last one that is used
  std::vector<std::int32_t> weight;  ///< outputs x taps, fixed point

  std::size_t outputs() const { return first.size(); }
};

/// Computes the antialiased filter along one axis, for the outputs from..to-1: its unit is one input pixel when enlarging, one
/// output pixel when shrinking. Each product is rounded on its own, so that fused multiply-add cannot change a weight.
template <class Filter>
void resample_weights_of(ResampleWeights& weights, const ResampleAxis& axis, std::int64_t from, std::int64_t to) {
  const double scale = axis.length / static_cast<double>(axis.outputs);
  const double unit = std::max(scale, 1.0);
  const double support = Filter::support * unit;
  const double inverse = 1.0 / unit;
  const auto outputs = static_cast<std::size_t>(to - from);
  const auto center_of = [&](std::size_t output) {
    return axis.begin + exact_product(static_cast<double>(from + static_cast<std::int64_t>(output)) + 0.5, scale);
  };
  const auto inputs_of = [&](double center) {
    return std::array{std::max<std::int64_t>(0, static_cast<std::int64_t>(center - support + 0.5)),
                      std::min(axis.inputs, static_cast<std::int64_t>(center + support + 0.5))};
  };
  weights.begin = inputs_of(center_of(0))[0];
  weights.end = inputs_of(center_of(outputs - 1))[1];
  weights.taps = 0;
  for (std::size_t output = 0; output < outputs; ++output) {
    const auto [begin, end] = inputs_of(center_of(output));
    weights.taps = std::max(weights.taps, static_cast<std::size_t>(end - begin));
  }
  weights.first.resize(outputs);
  weights.count.resize(outputs);
  weights.weight.assign(outputs * weights.taps, 0);
  std::vector<double> exact(weights.taps);
  for (std::size_t output = 0; output < outputs; ++output) {
    const double center = center_of(output);
    const auto [begin, end] = inputs_of(center);
    const auto used = static_cast<std::size_t>(end - begin);
    double sum = 0;
    for (std::size_t tap = 0; tap < used; ++tap) {
      const auto input = static_cast<double>(begin + static_cast<std::int64_t>(tap));
      exact[tap] = Filter::weight(std::abs(exact_product(input - center + 0.5, inverse)));
      sum += exact[tap];
    }
    // At the far end the unused weights come first, so that nothing beyond the inputs is read.
    const std::int64_t start = std::min(begin, weights.end - static_cast<std::int64_t>(weights.taps));
    const auto unused = static_cast<std::size_t>(begin - start);
    for (std::size_t tap = 0; tap < used; ++tap) {
      const double normalized = sum != 0 ? exact[tap] / sum : exact[tap];
      weights.weight[output * weights.taps + unused + tap] =
          static_cast<std::int32_t>(std::copysign(0.5, normalized) + normalized * (1 << resample_bits));
    }
    weights.first[output] = static_cast<std::uint32_t>(start - weights.begin);
    weights.count[output] = static_cast<std::uint32_t>(unused + used);
  }
}

/// The weights of the axis's interpolation, see resample_weights_of.
inline void resample_weights(ResampleWeights& weights, const ResampleAxis& axis, std::int64_t from, std::int64_t to) {
  switch (axis.interpolation) {
    case Interpolation::bilinear: return resample_weights_of<BilinearFilter>(weights, axis, from, to);
    case Interpolation::bicubic: return resample_weights_of<BicubicFilter>(weights, axis, from, to);
  }
  throw UsageError("resize: there is no interpolation of number " + std::to_string(static_cast<int>(axis.interpolation)) +
                   "; expected Interpolation::bilinear or Interpolation::bicubic");
}

/// out[lane] = sum of weight[tap] * in[tap * stride + lane], for `Lanes` neighbours at once: a loop that compilers vectorize,
/// since its length is known and its iterations are independent.
template <std::size_t Lanes>
[[gnu::always_inline]] inline void resample_lanes(const std::uint8_t* in, std::size_t stride, const std::int32_t* weight,
                                                  std::size_t taps, std::uint8_t* out) {
  std::uint32_t sum[Lanes];
  for (std::size_t lane = 0; lane < Lanes; ++lane) sum[lane] = 1U << (resample_bits - 1);
  for (std::size_t tap = 0; tap < taps; ++tap) {
    const auto factor = static_cast<std::uint32_t>(weight[tap]);
    for (std::size_t lane = 0; lane < Lanes; ++lane) sum[lane] += factor * in[lane];
    in += stride;
  }
  // Weights below zero may take a sum below black or beyond white. So may, a little, some ten thousand weights that are each
  // rounded up.
  for (std::size_t lane = 0; lane < Lanes; ++lane) {
    out[lane] = static_cast<std::uint8_t>(std::clamp(static_cast<std::int32_t>(sum[lane]) >> resample_bits, 0, 255));
  }
}

/// The number of rows that the horizontal pass takes at once.
inline constexpr std::size_t resample_rows = 8;

/// Bytes of a column in the horizontal pass: one pixel of each row, four bytes each, of which three are used.
inline constexpr std::size_t resample_column = 4 * resample_rows;

/// The horizontal pass on columns: `in` and `out` hold columns, `in` from column `weights.begin` on.
[[gnu::always_inline]] inline void resample_columns_body(const std::uint8_t* in, const ResampleWeights& weights,
                                                         std::uint8_t* out) {
  const std::int32_t* weight = weights.weight.data();
  const std::size_t outputs = weights.outputs();
  const std::size_t taps = weights.taps;
  for (std::size_t x = 0; x < outputs; ++x) {
    resample_lanes<resample_column>(in + weights.first[x] * resample_column, resample_column, weight, taps, out);
    weight += taps;
    out += resample_column;
  }
}

/// The vertical pass: packed rows of `row_bytes` values, `in` from row `weights.begin` on, into packed rows.
[[gnu::always_inline]] inline void resample_vertically_body(const std::uint8_t* in, std::size_t row_bytes,
                                                            const ResampleWeights& weights, std::uint8_t* out) {
  constexpr std::size_t lanes = 32;
  for (std::size_t y = 0; y < weights.outputs(); ++y) {
    const std::uint8_t* from = in + weights.first[y] * row_bytes;
    const std::int32_t* weight = weights.weight.data() + y * weights.taps;
    const std::size_t taps = weights.count[y];
    if (row_bytes < lanes) {
      for (std::size_t x = 0; x < row_bytes; ++x) resample_lanes<1>(from + x, row_bytes, weight, taps, out + x);
    } else {
      // The last step ends with the row, and computes again what it shares with the one before.
      for (std::size_t x = 0; x < row_bytes; x += lanes) {
        const std::size_t at = std::min(x, row_bytes - lanes);
        resample_lanes<lanes>(from + at, row_bytes, weight, taps, out + at);
      }
    }
    out += row_bytes;
  }
}

// Both passes are compiled for any processor and, where the processor can be asked at run time, once more for AVX2.
inline void resample_columns_plain(const std::uint8_t* in, const ResampleWeights& weights, std::uint8_t* out) {
  resample_columns_body(in, weights, out);
}
inline void resample_vertically_plain(const std::uint8_t* in, std::size_t row_bytes, const ResampleWeights& weights,
                                      std::uint8_t* out) {
  resample_vertically_body(in, row_bytes, weights, out);
}

#if defined(__GNUC__) && defined(__x86_64__)

[[gnu::target("avx2")]] inline void resample_columns_avx2(const std::uint8_t* in, const ResampleWeights& weights,
                                                          std::uint8_t* out) {
  resample_columns_body(in, weights, out);
}
[[gnu::target("avx2")]] inline void resample_vertically_avx2(const std::uint8_t* in, std::size_t row_bytes,
                                                             const ResampleWeights& weights, std::uint8_t* out) {
  resample_vertically_body(in, row_bytes, weights, out);
}

inline void resample_columns(const std::uint8_t* in, const ResampleWeights& weights, std::uint8_t* out) {
  return __builtin_cpu_supports("avx2") ? resample_columns_avx2(in, weights, out) : resample_columns_plain(in, weights, out);
}
inline void resample_vertically(const std::uint8_t* in, std::size_t row_bytes, const ResampleWeights& weights,
                                std::uint8_t* out) {
  return __builtin_cpu_supports("avx2") ? resample_vertically_avx2(in, row_bytes, weights, out)
                                        : resample_vertically_plain(in, row_bytes, weights, out);
}

#else

inline void resample_columns(const std::uint8_t* in, const ResampleWeights& weights, std::uint8_t* out) {
  resample_columns_plain(in, weights, out);
}
inline void resample_vertically(const std::uint8_t* in, std::size_t row_bytes, const ResampleWeights& weights,
                                std::uint8_t* out) {
  resample_vertically_plain(in, row_bytes, weights, out);
}

#endif

/// The horizontal pass: eight rows of RGB pixels, each from column `weights.begin` on, into the first `height` of eight packed
/// rows. `memory` has room for a column per input and per output. Writes one byte behind the last row.
inline void resample_horizontally(const std::array<const std::uint8_t*, resample_rows>& rows, std::size_t height,
                                  const ResampleWeights& weights, std::uint8_t* memory, std::uint8_t* out) {
  const auto width = static_cast<std::size_t>(weights.end - weights.begin);
  // A pixel is copied as four bytes, the last of which belongs to the next pixel; a row's last pixel has no next one.
  for (std::size_t x = 0; x + 1 < width; ++x) {
    for (std::size_t r = 0; r < resample_rows; ++r) std::memcpy(memory + x * resample_column + 4 * r, rows[r] + 3 * x, 4);
  }
  for (std::size_t r = 0; r < resample_rows; ++r) {
    std::uint8_t* last = memory + (width - 1) * resample_column + 4 * r;
    std::memcpy(last, rows[r] + 3 * (width - 1), 3);
    last[3] = 0;
  }
  std::uint8_t* columns = memory + width * resample_column;
  resample_columns(memory, weights, columns);
  const std::size_t outputs = weights.outputs();
  for (std::size_t r = 0; r < height; ++r) {
    for (std::size_t x = 0; x < outputs; ++x) std::memcpy(out + 3 * x, columns + x * resample_column + 4 * r, 4);
    out += 3 * outputs;
  }
}

}  // namespace graft::detail
