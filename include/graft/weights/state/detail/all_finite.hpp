#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// Whether no element has an exponent of all ones, as NaN and infinity have.
///
/// Weights are nearly always finite: within a block, whose length the compiler knows, there is no early exit, so that the loop
/// is vectorized.
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
  return std::none_of(bits, bits + count, [=](Bits element) { return (element & exponent) == exponent; });
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
