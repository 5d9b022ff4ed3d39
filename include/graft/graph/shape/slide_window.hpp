#pragma once

#include <cstdint>

#include <graft/graph/shape/inferred.hpp>

namespace graft::detail {

/// The output length of a sliding window along an axis; zero where the window does not fit.
/// Units: pixels.
[[nodiscard]] constexpr std::int64_t slide(std::int64_t length, std::int64_t kernel, std::int64_t stride, std::int64_t padding,
                                           std::int64_t dilation, bool ceil_mode = false) {
  // With ceil_mode the last window may reach beyond the image and its padding, and so may the only one.
  const std::int64_t room = length + 2 * padding - dilation * (kernel - 1) - 1 + (ceil_mode ? stride - 1 : 0);
  if (room < 0) return 0;
  std::int64_t steps = room / stride + 1;
  // PyTorch drops a last window that would start in the padding after the image.
  if (ceil_mode && (steps - 1) * stride >= length + padding) --steps;
  return steps;
}

/// The output shape of a sliding window over feature maps, with `channels` channels.
[[nodiscard]] constexpr Inferred slide_window(const Shape& input, std::int64_t channels, const Size2& kernel,
                                              const Size2& stride, const Size2& padding, const Size2& dilation,
                                              bool ceil_mode = false) {
  if (input.rank_ != 3) return Inferred::failed(Problem::wrong_rank, 3, static_cast<std::int64_t>(input.rank()));
  if (kernel.height < 1 || kernel.width < 1 || stride.height < 1 || stride.width < 1 || dilation.height < 1 ||
      dilation.width < 1) {
    std::int64_t smallest = 0;
    for (const std::int64_t size : {kernel.height, kernel.width, stride.height, stride.width, dilation.height, dilation.width})
      if (size < smallest) smallest = size;
    return Inferred::failed(Problem::sizes_not_positive, 1, smallest);
  }
  if (padding.height < 0 || padding.width < 0)
    return Inferred::failed(Problem::sizes_not_positive, 0, padding.height < padding.width ? padding.height : padding.width);
  const std::int64_t height = slide(input.sizes_[1], kernel.height, stride.height, padding.height, dilation.height, ceil_mode);
  const std::int64_t width = slide(input.sizes_[2], kernel.width, stride.width, padding.width, dilation.width, ceil_mode);
  if (height < 1) return Inferred::failed(Problem::window_too_large, kernel.height, input[1] + 2 * padding.height);
  if (width < 1) return Inferred::failed(Problem::window_too_large, kernel.width, input[2] + 2 * padding.width);
  return {Shape(channels, height, width)};
}

/// The output shape of a pooling window over feature maps.
[[nodiscard]] constexpr Inferred slide_pooling_window(const Shape& input, const Size2& kernel, const Size2& stride,
                                                      const Size2& padding, const Size2& dilation, bool ceil_mode) {
  const Inferred result = slide_window(input, input[0], kernel, stride, padding, dilation, ceil_mode);
  if (result.problem != Problem::none) return result;
  const bool is_high = 2 * padding.height > kernel.height;
  if (is_high || 2 * padding.width > kernel.width)  // LibTorch refuses it: a window could see nothing but padding
    return Inferred::failed(Problem::padding_too_large, (is_high ? kernel.height : kernel.width) / 2,
                            is_high ? padding.height : padding.width);
  return result;
}

}  // namespace graft::detail
