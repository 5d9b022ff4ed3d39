#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace graft::detail {

/// The most dimensions that LibTorch's tensors have.
inline constexpr std::size_t max_dimensions = 64;

/// The number of bytes of a dense tensor of this shape, or nothing if no tensor can have it: a negative size, more than 64
/// dimensions, or a product beyond 63 bits, sizes of zero left out, since strides are products of the others.
inline std::optional<std::uint64_t> byte_count(std::span<const std::int64_t> shape, std::size_t element) {
  if (shape.size() > max_dimensions) return std::nullopt;
  std::int64_t count = static_cast<std::int64_t>(element);
  bool is_empty = false;
  for (const std::int64_t size : shape) {
    if (size < 0) return std::nullopt;
    if (size == 0)
      is_empty = true;
    else if (__builtin_mul_overflow(count, size, &count))
      return std::nullopt;
  }
  return is_empty ? 0 : static_cast<std::uint64_t>(count);
}

}  // namespace graft::detail
