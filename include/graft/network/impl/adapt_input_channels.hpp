#pragma once

#include <graft/network/adapt_input_channels.hpp>

namespace graft {

::torch::Tensor adapt_input_channels(const ::torch::Tensor& filters, std::int64_t channels) {
  const std::int64_t before = filters.size(1);
  if (channels == before) return filters;
  if (channels == 1) return filters.sum(1, true);
  const std::int64_t repeats = (channels + before - 1) / before;
  const double scale = static_cast<double>(before) / static_cast<double>(channels);
  return filters.repeat({1, repeats, 1, 1}).narrow(1, 0, channels) * scale;
}

}  // namespace graft
