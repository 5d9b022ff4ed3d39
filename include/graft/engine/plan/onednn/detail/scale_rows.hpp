#pragma once

#include <cstdint>

#include <graft/platform/vector_lanes.hpp>

namespace graft::detail {

/// Feature maps in rows of channels: `rows` rows, whose first elements are `stride` apart.
template <class Element>
struct ChannelRows {
  Element* elements;
  std::int64_t stride;
};

/// y = x * scale + shift for each channel of each row, and the ReLU of that if wanted. `to` may be `from`.
inline void scale_rows(const ChannelRows<const float>& from, const ChannelRows<float>& to, std::int64_t rows,
                       std::int64_t channels, const float* scale, const float* shift, bool relu) {
  in_widest_registers([&]() __attribute__((always_inline)) {
    constexpr std::int64_t width = 16;
    const Lane zero{};
    for (std::int64_t row = 0; row < rows; ++row) {
      const float* const x = from.elements + row * from.stride;
      float* const y = to.elements + row * to.stride;
      std::int64_t channel = 0;
      for (; channel + width <= channels; channel += width) {
        Lane lane = *reinterpret_cast<const StoredLane*>(x + channel) * *reinterpret_cast<const StoredLane*>(scale + channel) +
                    *reinterpret_cast<const StoredLane*>(shift + channel);
        if (relu) lane = lane > zero ? lane : zero;
        *reinterpret_cast<StoredLane*>(y + channel) = lane;
      }
      for (; channel < channels; ++channel) {
        const float value = x[channel] * scale[channel] + shift[channel];
        y[channel] = relu && !(value > 0) ? 0 : value;
      }
    }
  });
}

}  // namespace graft::detail
