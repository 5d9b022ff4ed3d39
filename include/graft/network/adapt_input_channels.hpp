#pragma once

#include <cstdint>

#include <graft/platform/gateway.hpp>

namespace graft {

/// Filters of a first convolution for images of another number of channels.
///
/// One channel: the sum over the old ones. More: the old ones again and again, scaled so that the sum over all channels of
/// equal values stays what it was.
/// Shapes: (O, C, kH, kW) -> (O, channels, kH, kW).
/// Source: timm's adapt_input_conv (for filters of three channels), here for any number of them.
[[nodiscard]] ::torch::Tensor adapt_input_channels(const ::torch::Tensor& filters, std::int64_t channels);

}  // namespace graft
