#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace graft::detail {

/// A 64-bit hash of bytes, to notice when contents have changed. Not cryptographic: collisions can be made on purpose.
/// Source: the mixing step of splitmix64 (Steele, Lea, Flood, 2014), in four lanes so that it reads as fast as memory gives.
[[nodiscard]] inline std::uint64_t hash_of(const void* data, std::size_t size) {
  constexpr std::uint64_t prime = 0x9E3779B97F4A7C15U;
  const auto* bytes = static_cast<const unsigned char*>(data);
  std::uint64_t lanes[4] = {1, 2, 3, size};
  std::size_t at = 0;
  for (; at + 32 <= size; at += 32)
    for (std::size_t lane = 0; lane < 4; ++lane) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes + at + 8 * lane, 8);
      lanes[lane] = (lanes[lane] ^ word) * prime;
      lanes[lane] ^= lanes[lane] >> 29;
    }
  std::uint64_t all = 0;
  for (; at < size; ++at) all = (all ^ bytes[at]) * prime;
  for (const std::uint64_t lane : lanes) {
    all = (all ^ lane) * prime;
    all ^= all >> 32;
  }
  return all;
}

}  // namespace graft::detail
