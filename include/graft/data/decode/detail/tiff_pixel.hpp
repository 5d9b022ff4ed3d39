#pragma once

#ifdef GRAFT_HAS_TIFF

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <tiffio.h>

#include <graft/data/decode/detail/palette.hpp>
#include <graft/data/decode/detail/values.hpp>

namespace graft::detail {

/// The pixels of a TIFF: how many samples of how many bits they have, in which format, and what they mean.
/// Source: the arithmetic is Pillow's.
struct TiffPixel {
  enum class Kind : std::uint8_t { grey, inverted_grey, palette, rgb, premultiplied, cmyk, by_libtiff };

  unsigned bits = 0;  ///< of a sample
  unsigned samples = 0;
  unsigned format = 0;  ///< of a sample, as libtiff names it
  Kind kind = Kind::grey;
  Palette palette{};

  /// Writes a row of pixels as RGB.
  void expand_row(const std::uint8_t* row, std::size_t count, std::uint8_t* rgb) const {
    if (kind == Kind::rgb && bits == 8) {
      for (std::size_t x = 0; x < count; ++x, row += samples) rgb = std::copy_n(row, 3, rgb);
      return;
    }
    for (std::size_t x = 0; x < count; ++x) {
      const std::size_t first = x * samples;
      switch (kind) {
        case Kind::grey: rgb = std::fill_n(rgb, 3, grey(row, first)); break;
        case Kind::inverted_grey: rgb = std::fill_n(rgb, 3, static_cast<std::uint8_t>(255 - grey(row, first))); break;
        case Kind::palette: rgb = palette.write(packed_value(row, first, bits), rgb); break;
        case Kind::rgb:
          for (std::size_t c = 0; c < 3; ++c) *rgb++ = upper(row, first + c);
          break;
        case Kind::premultiplied: {
          const unsigned alpha = upper(row, first + 3);
          for (std::size_t c = 0; c < 3; ++c)
            *rgb++ =
                alpha == 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(std::min(255U, upper(row, first + c) * 255U / alpha));
          break;
        }
        case Kind::cmyk: {
          const unsigned light = 255U - upper(row, first + 3);
          for (std::size_t c = 0; c < 3; ++c) *rgb++ = light_behind(upper(row, first + c), light);
          break;
        }
        case Kind::by_libtiff: break;
      }
    }
  }

 private:
  /// A sample of 16 or 32 bits, which libtiff gives in the processor's order.
  template <class Number>
  static Number sample(const std::uint8_t* row, std::size_t i) {
    Number number;
    std::memcpy(&number, row + i * sizeof(Number), sizeof(Number));
    return number;
  }

  /// The upper 8 bits of sample `i`.
  [[nodiscard]] std::uint8_t upper(const std::uint8_t* row, std::size_t i) const {
    return bits == 8 ? row[i] : static_cast<std::uint8_t>(sample<std::uint16_t>(row, i) >> 8U);
  }

  [[nodiscard]] std::uint8_t grey(const std::uint8_t* row, std::size_t i) const {
    switch (bits) {
      case 12:
        return clipped_grey(i % 2 == 0 ? row[i / 2 * 3] << 4 | row[i / 2 * 3 + 1] >> 4
                                       : (row[i / 2 * 3 + 1] & 15) << 8 | row[i / 2 * 3 + 2]);
      case 16: return clipped_grey(format == SAMPLEFORMAT_INT ? sample<std::int16_t>(row, i) : sample<std::uint16_t>(row, i));
      case 32:
        if (format != SAMPLEFORMAT_IEEEFP) return clipped_grey(sample<std::int32_t>(row, i));
        return static_cast<std::uint8_t>(std::max(0.0F, std::min(255.0F, sample<float>(row, i))));
      default: return static_cast<std::uint8_t>(packed_value(row, i, bits) * (255U / ((1U << bits) - 1U)));
    }
  }
};

}  // namespace graft::detail

#endif
