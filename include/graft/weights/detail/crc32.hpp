#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <graft/weights/detail/byte_reader.hpp>

namespace graft::detail {

/// Table [k][b]: the checksum of the byte b followed by k zero bytes.
constexpr std::array<std::array<std::uint32_t, 256>, 16> crc32_tables() {
  std::array<std::array<std::uint32_t, 256>, 16> tables{};
  for (std::uint32_t b = 0; b < 256; ++b) {
    std::uint32_t value = b;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1U) != 0U ? 0xEDB88320U : 0U);
    tables[0][b] = value;
  }
  for (std::size_t k = 1; k < tables.size(); ++k) {
    for (std::size_t b = 0; b < 256; ++b) tables[k][b] = (tables[k - 1][b] >> 8) ^ tables[0][tables[k - 1][b] & 0xFFU];
  }
  return tables;
}

inline constexpr auto crc32_table = crc32_tables();

/// The CRC-32 of zip files; `before` is the checksum of the bytes in front of these.
/// Source: Kounavis and Berry, "A systematic approach to building high performance software-based CRC generators",
/// 2005.
inline std::uint32_t crc32(const void* data, std::size_t size, std::uint32_t before = 0) {
  const auto* bytes = static_cast<const unsigned char*>(data);
  std::uint32_t crc = ~before;
  for (; size >= 16; size -= 16, bytes += 16) {
    const std::uint32_t words[4] = {little_endian<std::uint32_t>(bytes) ^ crc, little_endian<std::uint32_t>(bytes + 4),
                                    little_endian<std::uint32_t>(bytes + 8), little_endian<std::uint32_t>(bytes + 12)};
    crc = 0;
    for (std::size_t w = 0; w < 4; ++w) {
      const std::size_t k = 15 - 4 * w;
      crc ^= crc32_table[k][words[w] & 0xFFU] ^ crc32_table[k - 1][(words[w] >> 8) & 0xFFU] ^
             crc32_table[k - 2][(words[w] >> 16) & 0xFFU] ^ crc32_table[k - 3][words[w] >> 24];
    }
  }
  for (; size > 0; --size, ++bytes) crc = (crc >> 8) ^ crc32_table[0][(crc ^ *bytes) & 0xFFU];
  return ~crc;
}

}  // namespace graft::detail
