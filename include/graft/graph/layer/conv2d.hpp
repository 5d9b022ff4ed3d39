#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Two-dimensional convolution: (C, H, W) -> (out, H', W').
///
/// `in` is taken from the first input when it is 0.
/// Source: torch.nn.Conv2d, with its names and defaults (zero padding only).
struct Conv2d {
  static constexpr std::string_view kind = "Conv2d";

  std::int64_t in = 0;
  std::int64_t out = 0;
  Size2 kernel = 1;
  Size2 stride = 1;
  Size2 padding = 0;
  Size2 dilation = 1;
  std::int64_t groups = 1;
  bool bias = true;

  constexpr void take_input(const Shape& input) {
    if (in == 0) in = input[0];
  }

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    if (out < 1 || in < 1) return Inferred::failed(Problem::sizes_not_positive, 1, out < 1 ? out : in);
    if (groups < 1 || in % groups != 0 || out % groups != 0)
      return Inferred::failed(Problem::groups_do_not_divide, groups, groups >= 1 && in % groups != 0 ? in : out);
    if (input.rank() == 3 && input[0] != in) return Inferred::failed(Problem::channels_differ, in, input[0]);
    return detail::slide_window(input, out, kernel, stride, padding, dilation);
  }

  [[nodiscard]] constexpr std::int64_t parameters() const {
    return out * (in / groups) * kernel.height * kernel.width + (bias ? out : 0);
  }

  /// Multiplications followed by an addition, for one image.
  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape& output) const {
    return output.elements() * (in / groups) * kernel.height * kernel.width;
  }

  friend constexpr bool operator==(const Conv2d&, const Conv2d&) = default;
};

}  // namespace graft
