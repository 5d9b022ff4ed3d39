#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/layer/state_entry.hpp>
#include <graft/graph/shape/inferred.hpp>
#include <graft/graph/shape/slide_window.hpp>

namespace graft {

/// Max pooling over a sliding window. A stride of 0 stands for the kernel's size.
///
/// Shapes: (C, H, W) -> (C, H', W').
/// Source: torch.nn.MaxPool2d.
struct MaxPool2d {
  static constexpr std::string_view kind = "MaxPool2d";

  Size2 kernel = 2;
  Size2 stride = 0;
  Size2 padding = 0;
  Size2 dilation = 1;
  bool ceil_mode = false;

  static constexpr void each_field(auto& layer, auto&& visit) {
    visit("kernel", layer.kernel), visit("stride", layer.stride), visit("padding", layer.padding);
    visit("dilation", layer.dilation), visit("ceil_mode", layer.ceil_mode);
  }

  [[nodiscard]] constexpr Size2 step() const { return stride == Size2{0} ? kernel : stride; }

  constexpr void take_input(const Shape&) {}

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    return detail::slide_pooling_window(input, kernel, step(), padding, dilation, ceil_mode);
  }

  [[nodiscard]] constexpr bool is_complete() const {
    return is_positive(kernel) && is_positive(step()) && is_positive(dilation);
  }

  constexpr void each_state(auto&&) const {}
  constexpr void each_child(auto&&) const {}

  [[nodiscard]] constexpr std::int64_t multiply_adds(const Shape&) const { return 0; }
  [[nodiscard]] constexpr bool is_random() const { return false; }
  [[nodiscard]] constexpr bool only_renames() const { return false; }

  constexpr void extra_repr(auto&& text) const {
    text("kernel_size=", kernel, ", stride=", step(), ", padding=", padding, ", dilation=", dilation,
         ", ceil_mode=", ceil_mode);
  }
  [[nodiscard]] constexpr std::string_view class_name() const { return kind; }

  friend constexpr bool operator==(const MaxPool2d&, const MaxPool2d&) = default;
};

}  // namespace graft
