#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>
#include <graft/graph/shape/slide_window.hpp>

namespace graft {

/// Two-dimensional convolution. `in` is taken from the first input where it is 0.
///
/// Shapes: (in, H, W) -> (out, H', W').
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

  static constexpr void each_field(auto& layer, auto&& visit) {
    visit("in", layer.in), visit("out", layer.out), visit("kernel", layer.kernel), visit("stride", layer.stride);
    visit("padding", layer.padding), visit("dilation", layer.dilation), visit("groups", layer.groups),
        visit("bias", layer.bias);
  }

  constexpr void take_input(const Shape& input) {
    if (in == 0) in = input[0];
  }

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    if (out < 1 || in < 1) return Inferred::failed(Problem::sizes_not_positive, 1, out < 1 ? out : in);
    if (groups < 1 || in % groups != 0 || out % groups != 0)
      return Inferred::failed(Problem::groups_do_not_divide, groups, groups >= 1 && in % groups != 0 ? in : out);
    if (input.rank_ == 3 && input.sizes_[0] != in) return Inferred::failed(Problem::channels_differ, in, input[0]);
    return detail::slide_window(input, out, kernel, stride, padding, dilation);
  }

  [[nodiscard]] constexpr bool is_complete() const {
    return in > 0 && out > 0 && groups > 0 && in % groups == 0 && out % groups == 0 && is_positive(kernel) &&
           is_positive(stride) && is_positive(dilation);
  }

  /// The number of input channels of a filter; 0 for invalid groups, which output() reports.
  [[nodiscard]] constexpr std::int64_t in_per_group() const { return groups < 1 ? 0 : in / groups; }

  constexpr void each_state(auto&& visit) const {
    using namespace std::string_view_literals;
    visit(StateEntry{"weight"sv, Shape(out, in_per_group(), kernel.height, kernel.width)});
    if (bias) visit(StateEntry{"bias"sv, Shape(out)});
  }
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape& output) const {
    return output.elements() * in_per_group() * kernel.height * kernel.width;
  }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&& text) const {
    text(in, ", ", out, ", kernel_size=", AsPair{kernel}, ", stride=", AsPair{stride});
    if (!(padding == 0)) text(", padding=", AsPair{padding});
    if (!(dilation == 1)) text(", dilation=", AsPair{dilation});
    if (groups != 1) text(", groups=", groups);
    if (!bias) text(", bias=", bias);
  }
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const Conv2d&, const Conv2d&) = default;
};

}  // namespace graft
