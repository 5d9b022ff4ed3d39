#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#ifdef GRAFT_HAS_ZLIB
#include <zlib.h>
#endif

#include <graft/data/decode/detail/image_format.hpp>
#include <graft/data/decode/detail/whole_image.hpp>

namespace graft::detail {

/// What came of a zlib stream: how many bytes, whether it ended there, and how many of its pieces were read.
struct Inflated {
  std::size_t bytes = 0;
  bool ended = false;
  std::size_t pieces = 0;
};

#ifdef GRAFT_HAS_ZLIB

/// Inflates a zlib stream that lies in pieces, up to `size` bytes; what follows is not looked at, as in Pillow.
///
/// Errors: Undecodable when the stream is damaged; a checksum is verified where the stream ends within `size`.
inline Inflated inflate(std::span<const ImageBytes> pieces, std::uint8_t* out, std::size_t size) {
  ::z_stream stream{};
  if (inflateInit(&stream) != Z_OK) throw std::bad_alloc();
  struct End {
    ::z_stream& stream;
    ~End() { ::inflateEnd(&stream); }
  } const end{stream};
  constexpr std::size_t most = std::numeric_limits<unsigned>::max();
  Inflated result;
  int status = Z_OK;
  for (const ImageBytes piece : pieces) {
    ++result.pieces;
    stream.next_in = const_cast<std::uint8_t*>(piece.data());
    stream.avail_in = static_cast<unsigned>(piece.size());  // files have less than 2 GiB
    while (stream.avail_in > 0 && status == Z_OK && result.bytes < size) {
      const std::size_t room = std::min(size - result.bytes, most);
      stream.next_out = out + result.bytes;
      stream.avail_out = static_cast<unsigned>(room);
      status = ::inflate(&stream, Z_NO_FLUSH);
      result.bytes += room - stream.avail_out;
    }
    if (status != Z_OK || result.bytes == size) break;
  }
  if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) refuse_damaged("its compressed data make no sense");
  result.ended = status == Z_STREAM_END;
  return result;
}

#else

/// The same by stb_image, for which the stream must lie in one piece, end whole, and be as long as expected at the most.
Inflated inflate(std::span<const ImageBytes> pieces, std::uint8_t* out, std::size_t size);

#endif

/// The checksum of a PNG's chunk.
inline std::uint32_t crc32_of(ImageBytes bytes) {
#ifdef GRAFT_HAS_ZLIB
  return static_cast<std::uint32_t>(::crc32(0, bytes.data(), static_cast<unsigned>(bytes.size())));
#else
  std::uint32_t crc = ~0U;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1U ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
#endif
}

}  // namespace graft::detail
