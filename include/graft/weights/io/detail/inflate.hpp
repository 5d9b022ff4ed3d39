#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>
#include <utility>

#ifdef GRAFT_HAS_ZLIB
#include <zlib.h>
#endif

#include <graft/weights/io/detail/crc32.hpp>
#include <graft/weights/io/detail/file_range.hpp>
#include <graft/weights/io/detail/input_file.hpp>

namespace graft::detail {

/// Bytes on the heap that grow as they come.
class GrowingBytes {
 public:
  std::size_t size() const noexcept { return size_; }
  std::span<const unsigned char> bytes() const noexcept { return {data_.get(), size_}; }
  unsigned char* data() const noexcept { return data_.get(); }

  void resize(std::size_t size) {
    void* const moved = std::realloc(data_.get(), std::max<std::size_t>(size, 1));
    if (moved == nullptr) throw std::bad_alloc();
    static_cast<void>(data_.release());
    data_.reset(static_cast<unsigned char*>(moved));
    size_ = size;
  }

 private:
  struct Free {
    void operator()(unsigned char* bytes) const noexcept { std::free(bytes); }
  };
  std::unique_ptr<unsigned char, Free> data_;
  std::size_t size_ = 0;
};

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

/// What a compressed part of a file holds. Memory grows with what its bytes give, and not with what it claims to hold.
/// Errors: WeightsError if it holds more or less than it claims, or is damaged.
inline GrowingBytes inflated(const InputFile& file, const FileRange& range) {
  const auto claimed = static_cast<std::size_t>(range.holds());
  InflateStream stream;
  GrowingBytes result;
  std::array<unsigned char, 16384> packed{};
  std::uint64_t read = 0;
  std::size_t done = 0;
  for (int status = Z_OK; status != Z_STREAM_END;) {
    if (stream->avail_in == 0) {
      const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(packed.size(), range.size - read));
      if (part == 0) file.fail("a compressed part ends too early", range.offset);
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
    status = stream.inflate();
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

[[noreturn]] inline GrowingBytes inflated(const InputFile& file, const FileRange&) {
  file.fail(
      "it was zipped again, with compression, and this graft was built without zlib (unzip it, then: zip -0 -r; or "
      "build graft where zlib is, Debian: zlib1g-dev)");
}

#endif

}  // namespace graft::detail
