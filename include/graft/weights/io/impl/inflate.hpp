#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <new>

#ifdef GRAFT_HAS_ZLIB
#include <zlib.h>
#endif

#include <graft/weights/io/detail/crc32.hpp>
#include <graft/weights/io/detail/inflate.hpp>

namespace graft::detail {

#ifdef GRAFT_HAS_ZLIB

/// A stream of zlib's that ends with the object.
class InflateStream {
 public:
  InflateStream() {
    constexpr int without_header = -MAX_WBITS;
    if (::inflateInit2(&stream_, without_header) != Z_OK) throw std::bad_alloc();
  }
  InflateStream(const InflateStream&) = delete;
  InflateStream& operator=(const InflateStream&) = delete;
  ~InflateStream() { ::inflateEnd(&stream_); }

  ::z_stream* operator->() noexcept { return &stream_; }
  int inflate() noexcept { return ::inflate(&stream_, Z_NO_FLUSH); }

 private:
  ::z_stream stream_{};
};

GrowingBytes inflated(const InputFile& file, const FileRange& range) {
  const auto claimed = static_cast<std::size_t>(range.holds());
  InflateStream stream;
  GrowingBytes result;
  std::array<unsigned char, 16384> packed{};
  std::uint64_t read = 0;
  std::size_t done = 0;
  for (int status = Z_OK; status != Z_STREAM_END;) {
    if (stream->avail_in == 0 && read < range.size) {
      const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(packed.size(), range.size - read));
      file.read(range.offset + read, packed.data(), part);
      read += part;
      stream->next_in = packed.data();
      stream->avail_in = static_cast<unsigned>(part);
    }
    if (done == result.size() && done < claimed) result.resize(std::min(claimed, std::max<std::size_t>(2 * done, 64 * 1024)));
    unsigned char beyond = 0;  // where the end of the stream must be
    const bool is_full = done == claimed;
    const std::size_t room = is_full ? 1 : std::min<std::size_t>(result.size() - done, 1U << 30);
    stream->next_out = is_full ? &beyond : result.data() + done;
    stream->avail_out = static_cast<unsigned>(room);
    status = stream.inflate();  // which may hold back what it has read, where the memory before was full
    if (status == Z_BUF_ERROR && stream->avail_in == 0 && read == range.size)
      file.fail("a compressed part ends too early", range.offset);
    const std::size_t given = room - stream->avail_out;
    if (is_full && given > 0) file.fail("a compressed part holds more than it claims", range.offset);
    if (status != Z_OK && status != Z_STREAM_END && !(status == Z_BUF_ERROR && stream->avail_in == 0))
      file.fail("a compressed part is damaged", range.offset);
    done += given;
  }
  if (done != claimed || read != range.size || stream->avail_in != 0)
    file.fail("a compressed part holds something else than it claims", range.offset);
  if (range.crc && crc32(result.data(), done, 0) != *range.crc) file.fail("a checksum is wrong", range.offset);
  return result;
}

#else

GrowingBytes inflated(const InputFile& file, const FileRange&) {
  file.fail(
      "it was zipped again, with compression, and this graft was built without zlib (unzip it, then: zip -0 -r; or "
      "build graft where zlib is, Debian: zlib1g-dev)");
}

#endif

}  // namespace graft::detail
