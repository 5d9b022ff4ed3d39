#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <graft/weights/io/detail/byte_reader.hpp>

#if defined(__x86_64__)
#include <wmmintrin.h>
#endif

namespace graft::detail {

// Polynomials over GF(2) are stored in reversed bits: bit 31 - i is the coefficient of x^i.
inline constexpr std::uint32_t crc32_polynomial = 0xEDB88320U;

/// The product of two polynomials, modulo the CRC's.
constexpr std::uint32_t crc32_product(std::uint32_t a, std::uint32_t b) {
  std::uint32_t product = 0;
  for (; a != 0; a <<= 1) {
    if ((a >> 31) != 0U) product ^= b;
    b = (b >> 1) ^ ((b & 1U) != 0U ? crc32_polynomial : 0U);
  }
  return product;
}

/// x to the power of `n`, modulo the CRC's polynomial.
constexpr std::uint32_t crc32_power(std::uint64_t n) {
  std::uint32_t power = 0x80000000U;
  for (std::uint32_t square = 0x40000000U; n != 0; n >>= 1, square = crc32_product(square, square))
    if ((n & 1U) != 0U) power = crc32_product(power, square);
  return power;
}

/// Table [k][b]: the CRC of the byte b followed by k zero bytes.
constexpr std::array<std::array<std::uint32_t, 256>, 16> crc32_tables() {
  std::array<std::array<std::uint32_t, 256>, 16> tables{};
  for (std::uint32_t b = 0; b < 256; ++b) {
    std::uint32_t value = b;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1U) != 0U ? crc32_polynomial : 0U);
    tables[0][b] = value;
  }
  for (std::size_t k = 1; k < tables.size(); ++k) {
    for (std::size_t b = 0; b < 256; ++b) tables[k][b] = (tables[k - 1][b] >> 8) ^ tables[0][tables[k - 1][b] & 0xFFU];
  }
  return tables;
}

inline constexpr auto crc32_table = crc32_tables();

/// Adds bytes to a CRC, by tables. `crc`, here and below: the complement of the checksum.
/// Source: Kounavis and Berry, "A systematic approach to building high performance software-based CRC generators", 2005.
inline std::uint32_t crc32_by_table(const unsigned char* bytes, std::size_t size, std::uint32_t crc) {
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
  return crc;
}

#if defined(__x86_64__)
/// The factors by which 16 bytes are multiplied to be added to 16 others that follow `bits` later: a power of x for each half.
/// They make up for the instruction's product being one bit too low, and for 32-bit factors being 32 too high in 64.
template <std::uint64_t bits>
inline __m128i crc32_powers() {
  constexpr std::uint64_t first = std::uint64_t{crc32_power(bits + 32)} << 1;
  constexpr std::uint64_t second = std::uint64_t{crc32_power(bits - 32)} << 1;
  return _mm_set_epi64x(static_cast<long long>(second), static_cast<long long>(first));
}

[[gnu::target("pclmul")]] inline __m128i crc32_fold(__m128i front, __m128i powers, __m128i back) {
  const __m128i first = _mm_clmulepi64_si128(front, powers, 0x00);
  const __m128i second = _mm_clmulepi64_si128(front, powers, 0x11);
  return _mm_xor_si128(back, _mm_xor_si128(first, second));
}

/// Adds 64 bytes or more to a CRC: folds each block of 64 into the next, then the quarters of the last one, until 16 bytes with
/// the same CRC are left. The quarters are no array, which g++ would keep in memory.
/// Source: Gopal et al., "Fast CRC computation for generic polynomials using PCLMULQDQ instruction", Intel, 2009.
[[gnu::target("pclmul")]] inline std::uint32_t crc32_by_folding(const unsigned char* bytes, std::size_t size,
                                                                std::uint32_t crc) {
  const auto* quarters = reinterpret_cast<const __m128i*>(bytes);
  __m128i a = _mm_xor_si128(_mm_loadu_si128(quarters), _mm_cvtsi32_si128(static_cast<int>(crc)));
  __m128i b = _mm_loadu_si128(quarters + 1);
  __m128i c = _mm_loadu_si128(quarters + 2);
  __m128i d = _mm_loadu_si128(quarters + 3);
  const __m128i over_64 = crc32_powers<512>();
  for (size -= 64, quarters += 4; size >= 64; size -= 64, quarters += 4) {
    a = crc32_fold(a, over_64, _mm_loadu_si128(quarters));
    b = crc32_fold(b, over_64, _mm_loadu_si128(quarters + 1));
    c = crc32_fold(c, over_64, _mm_loadu_si128(quarters + 2));
    d = crc32_fold(d, over_64, _mm_loadu_si128(quarters + 3));
  }
  const __m128i over_16 = crc32_powers<128>();
  d = crc32_fold(crc32_fold(crc32_fold(a, over_16, b), over_16, c), over_16, d);
  unsigned char left[16];
  _mm_storeu_si128(reinterpret_cast<__m128i*>(left), d);
  return crc32_by_table(reinterpret_cast<const unsigned char*>(quarters), size, crc32_by_table(left, sizeof(left), 0));
}
#endif

/// The CRC-32 of zip files; `before` is the checksum of the preceding bytes.
inline std::uint32_t crc32(const void* data, std::size_t size, std::uint32_t before = 0) {
  const auto* bytes = static_cast<const unsigned char*>(data);
#if defined(__x86_64__)
  if (size >= 64 && __builtin_cpu_supports("pclmul")) return ~crc32_by_folding(bytes, size, ~before);
#endif
  return ~crc32_by_table(bytes, size, ~before);
}

/// The checksum of two parts together, with the checksums `first` and `second`, of which the second has `size` bytes.
constexpr std::uint32_t crc32_combined(std::uint32_t first, std::uint32_t second, std::uint64_t size) {
  return crc32_product(first, crc32_power(8 * size)) ^ second;
}

}  // namespace graft::detail
