#pragma once

#include <string_view>

#include <graft/graph/shape/inferred.hpp>

namespace graft {

/// Maximum over a sliding window: (C, H, W) -> (C, H', W').
///
/// Source: torch.nn.MaxPool2d; as there, a stride of 0 stands for the kernel's size.
struct MaxPool2d {
  static constexpr std::string_view kind = "MaxPool2d";

  Size2 kernel = 2;
  Size2 stride = 0;
  Size2 padding = 0;
  Size2 dilation = 1;
  bool ceil_mode = false;

  [[nodiscard]] constexpr Size2 step() const { return stride == Size2{0} ? kernel : stride; }

  [[nodiscard]] constexpr Inferred output(const Shape& input) const {
    return detail::slide_window(input, input[0], kernel, step(), padding, dilation, ceil_mode);
  }

  friend constexpr bool operator==(const MaxPool2d&, const MaxPool2d&) = default;
};

}  // namespace graft
