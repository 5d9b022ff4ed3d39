#pragma once

#include <cstdint>

namespace graft {

/// The height and width of a kernel, a stride or a padding; one number means a square, as in torch.nn.
struct Size2 {
  std::int64_t height = 0;
  std::int64_t width = 0;
  bool as_one = false;  ///< given as one number, which Python prints as one: `kernel_size=3` and not `(3, 3)`

  constexpr Size2(std::int64_t both) : height(both), width(both), as_one(true) {}
  constexpr Size2(std::int64_t h, std::int64_t w) : height(h), width(w) {}

  friend constexpr bool operator==(const Size2& a, const Size2& b) { return a.height == b.height && a.width == b.width; }
};

/// A size that Python prints as two numbers, however it was given.
struct AsPair {
  Size2 size;
};

/// Whether height and width are at least 1.
[[nodiscard]] constexpr bool is_positive(const Size2& size) { return size.height > 0 && size.width > 0; }

}  // namespace graft
