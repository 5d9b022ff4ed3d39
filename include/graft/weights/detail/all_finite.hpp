#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// Whether no number has an exponent of all ones, which is what NaN and infinity have.
/// No early end inside a block, and a block's length is known to the compiler, so that it makes vector code: weights are nearly
/// always finite.
template <class Bits>
bool all_finite(const void* data, std::size_t count, Bits exponent) {
  const auto* bits = static_cast<const Bits*>(data);
  constexpr std::size_t block = 4096;
  for (; count >= block; count -= block, bits += block) {
    Bits found = 0;
    for (std::size_t i = 0; i < block; ++i)
      found = static_cast<Bits>(found | static_cast<Bits>((bits[i] & exponent) == exponent));
    if (found != 0) return false;
  }
  return std::none_of(bits, bits + count, [=](Bits number) { return (number & exponent) == exponent; });
}

/// Whether a tensor on the CPU holds neither NaN nor infinity; integers never do.
inline bool all_finite(const ::torch::Tensor& tensor) {
  if (!tensor.is_floating_point()) return true;
  const ::torch::Tensor values = tensor.contiguous();
  const auto count = static_cast<std::size_t>(values.numel());
  switch (values.scalar_type()) {
    case ::torch::kFloat: return all_finite<std::uint32_t>(values.data_ptr(), count, 0x7F800000U);
    case ::torch::kDouble: return all_finite<std::uint64_t>(values.data_ptr(), count, 0x7FF0000000000000U);
    case ::torch::kHalf: return all_finite<std::uint16_t>(values.data_ptr(), count, 0x7C00U);
    case ::torch::kBFloat16: return all_finite<std::uint16_t>(values.data_ptr(), count, 0x7F80U);
    default: return true;
  }
}

}  // namespace graft::detail
