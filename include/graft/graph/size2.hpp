#pragma once

#include <cstdint>

namespace graft {

/// Height and width of a window, a step or a border; one number means a square, as in torch.nn.
struct Size2 {
  std::int64_t height = 0;
  std::int64_t width = 0;

  constexpr Size2(std::int64_t both) : height(both), width(both) {}
  constexpr Size2(std::int64_t h, std::int64_t w) : height(h), width(w) {}

  friend constexpr bool operator==(const Size2&, const Size2&) = default;
};

}  // namespace graft
