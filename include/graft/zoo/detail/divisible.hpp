#pragma once

#include <cstdint>

namespace graft::detail {

/// The multiple of 8 closest to a number of channels, but at least 8 and nine tenths of it.
/// Source: torchvision/models/_utils.py, _make_divisible.
[[nodiscard]] constexpr std::int64_t divisible_by_8(double channels) {
  std::int64_t rounded = static_cast<std::int64_t>(channels + 4) / 8 * 8;
  if (rounded < 8) rounded = 8;
  return static_cast<double>(rounded) < 0.9 * channels ? rounded + 8 : rounded;
}

}  // namespace graft::detail
