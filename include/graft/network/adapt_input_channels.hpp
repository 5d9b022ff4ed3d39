#pragma once

#include <cstdint>

#include <graft/platform/gateway.hpp>

namespace graft {

/// The filters of a first convolution, adapted to images with another number of channels.
///
/// For one channel they are summed. For more they are repeated, and scaled so that the response to channels with equal values
/// stays the same.
/// Shapes: (O, C, kH, kW) -> (O, channels, kH, kW).
/// Source: timm's adapt_input_conv (for filters of three channels), here for any number of them.
[[nodiscard]] ::torch::Tensor adapt_input_channels(const ::torch::Tensor& filters, std::int64_t channels);

}  // namespace graft
