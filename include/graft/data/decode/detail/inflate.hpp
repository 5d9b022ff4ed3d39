#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <graft/data/decode/detail/image_format.hpp>

namespace graft::detail {

/// What came of a zlib stream: how many bytes, whether it ended there, and how many of its pieces were read.
struct Inflated {
  std::size_t bytes = 0;
  bool ended = false;
  std::size_t pieces = 0;
};

/// Inflates a zlib stream that lies in pieces, up to `size` bytes; what follows is not looked at, as in Pillow. Without zlib,
/// stb_image does it, for which the stream must end whole and be as long as expected at the most.
///
/// Errors: Undecodable when the stream is damaged; a checksum is verified where the stream ends within `size`.
Inflated inflate(std::span<const ImageBytes> pieces, std::uint8_t* out, std::size_t size);

/// The checksum of a PNG's chunk.
std::uint32_t crc32_of(ImageBytes bytes);

}  // namespace graft::detail
