#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Fully connected layer over the last axis: (..., in) -> (..., out).
///
/// `in` is taken from the first input when it is 0.
/// Source: torch.nn.Linear, with its names and defaults.
struct Linear {
  static constexpr std::string_view kind = "Linear";

  std::int64_t out = 0;
  std::int64_t in = 0;
  bool bias = true;

  constexpr void take_input(const Shape& input) {
    if (in == 0 && input.rank() > 0) in = input[input.rank() - 1];
  }

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    if (out < 1 || in < 1) return Inferred::failed(Problem::sizes_not_positive, 1, out < 1 ? out : in);
    if (input.rank() < 1) return Inferred::failed(Problem::wrong_rank, 1, 0);
    const std::size_t last = input.rank() - 1;
    if (input[last] != in) return Inferred::failed(Problem::features_differ, in, input[last]);
    return {input.with(last, out)};
  }

  [[nodiscard]] constexpr std::int64_t parameters() const { return out * in + (bias ? out : 0); }

  /// Multiplications followed by an addition, for one example.
  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape& output) const { return output.elements() * in; }

  friend constexpr bool operator==(const Linear&, const Linear&) = default;
};

}  // namespace graft
