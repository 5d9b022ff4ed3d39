#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <vector>

#include <graft/data/decode/detail/image_format.hpp>
#include <graft/data/decode/detail/inflate.hpp>
#include <graft/data/decode/detail/jpeg_markers.hpp>
#include <graft/data/decode/detail/jpeg_tables.hpp>
#include <graft/data/decode/detail/stb_jpeg.hpp>
#include <graft/data/decode/detail/whole_image.hpp>

#ifdef GRAFT_HAS_ZLIB
#include <zlib.h>
#endif

// The only file that includes stb_image. It also defines stb_image's functions, once in a program, unless GRAFT_STB_ELSEWHERE
// says that another source file or -lstb does.
#ifndef GRAFT_STB_ELSEWHERE
#define STB_IMAGE_IMPLEMENTATION
#endif
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#endif
#include <stb_image.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
#undef STB_IMAGE_IMPLEMENTATION

namespace graft::detail {

StbJpeg::StbJpeg(ImageBytes bytes) : bytes_(bytes) {
  int width = 0;
  int height = 0;
  int channels = 0;
  if (!jpeg_tables_are_sound(bytes))
    throw Undecodable(" is damaged: its Huffman tables are not those of a whole JPEG; fetch it again or save it as PNG");
  if (stbi_info_from_memory(bytes.data(), static_cast<int>(bytes.size()), &width, &height, &channels) == 0)
    refuse_damaged("its header cannot be read");
  width_ = static_cast<std::uint64_t>(width);
  height_ = static_cast<std::uint64_t>(height);
  if (!jpeg_is_complete(bytes)) refuse_truncated(bytes);
}

void StbJpeg::decode(std::uint8_t* rgb) {
  // stb converts colours with vector code only at four bytes a pixel; its result must stay below 2 GiB.
  constexpr std::uint64_t limit = std::uint64_t{1} << 28U;
  const int pixel_bytes = width_ * height_ < limit ? 4 : 3;
  int width = 0;
  int height = 0;
  int channels = 0;
  const std::unique_ptr<std::uint8_t, void (*)(void*)> pixels(
      stbi_load_from_memory(bytes_.data(), static_cast<int>(bytes_.size()), &width, &height, &channels, pixel_bytes),
      &stbi_image_free);
  if (!pixels) refuse_damaged(std::string("the decoder says '") + stbi_failure_reason() + "'");
  const std::uint8_t* pixel = pixels.get();
  for (std::uint64_t i = 0; i < width_ * height_; ++i, pixel += pixel_bytes, rgb += 3) std::copy_n(pixel, 3, rgb);
}

#ifdef GRAFT_HAS_ZLIB
Inflated inflate(std::span<const ImageBytes> pieces, std::uint8_t* out, std::size_t size) {
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
Inflated inflate(std::span<const ImageBytes> pieces, std::uint8_t* out, std::size_t size) {
  std::vector<std::uint8_t> stream;
  for (const ImageBytes piece : pieces) stream.insert(stream.end(), piece.begin(), piece.end());
  const std::size_t room = std::min(size, static_cast<std::size_t>(std::numeric_limits<int>::max()));
  const int bytes = stbi_zlib_decode_buffer(reinterpret_cast<char*>(out), static_cast<int>(room),
                                            reinterpret_cast<const char*>(stream.data()), static_cast<int>(stream.size()));
  if (bytes < 0) refuse_damaged(std::string("the decoder says '") + stbi_failure_reason() + "'");
  // stb takes zeros for what a stream lacks: the Adler checksum at its end says whether it is whole.
  std::uint64_t low = 1, high = 0;
  constexpr std::size_t at_once = 1 << 16;
  for (std::size_t i = 0; i < static_cast<std::size_t>(bytes); ++i) {
    low += out[i];
    high += low;
    if (i % at_once != 0) continue;
    low %= 65521;
    high %= 65521;
  }
  if (stream.size() < 4 || image_number(stream, stream.size() - 4, 4, true) != (high % 65521 << 16U | low % 65521))
    refuse_damaged("its compressed data make no sense");
  return {static_cast<std::size_t>(bytes), true, pieces.size()};
}
#endif

std::uint32_t crc32_of(ImageBytes bytes) {
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
