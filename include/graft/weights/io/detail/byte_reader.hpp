#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>

#include <graft/weights/io/detail/input_file.hpp>

namespace graft::detail {

static_assert(std::endian::native == std::endian::little, "graft reads and writes weights on little-endian machines only");

/// Reads the little-endian number at `bytes`, which need not be aligned.
template <class Number>
Number little_endian(const void* bytes) {
  static_assert(std::is_trivially_copyable_v<Number>);
  Number number;
  std::memcpy(&number, bytes, sizeof(number));
  return number;
}

/// Reads a range of a file, or what a compressed one holds, from front to back. A length is compared with the remaining bytes
/// before memory is allocated.
class ByteReader {
 public:
  ByteReader(const InputFile& file, std::uint64_t begin, std::uint64_t end) : file_(&file), next_(begin), end_(end) {
    if (begin > end || end > file.size()) file.fail("a part lies outside of the file", begin);
  }

  /// `bytes` must live as long as the reader.
  ByteReader(const InputFile& file, std::span<const unsigned char> bytes)
      : file_(&file), next_(bytes.size()), end_(bytes.size()), unpacked_(true), bytes_(bytes.data()), filled_(bytes.size()) {}

  ByteReader(const ByteReader&) = delete;
  ByteReader& operator=(const ByteReader&) = delete;

  std::uint64_t position() const noexcept { return next_ - (filled_ - used_); }
  std::uint64_t remaining() const noexcept { return end_ - position(); }

  std::uint8_t byte() {
    if (used_ == filled_) refill();
    return bytes_[used_++];
  }

  template <class Number>
  Number number() {
    std::array<unsigned char, sizeof(Number)> bytes{};
    read(bytes.data(), bytes.size());
    return little_endian<Number>(bytes.data());
  }

  std::string text(std::uint64_t length) {
    if (length > remaining()) fail("a string is longer than the rest of the file");
    std::string result(static_cast<std::size_t>(length), '\0');
    read(result.data(), result.size());
    return result;
  }

  /// The text up to the next newline, which must come within `limit` characters.
  std::string line(std::size_t limit) {
    std::string result;
    for (std::uint8_t c = byte(); c != '\n'; c = byte()) {
      if (result.size() == limit) fail("a line is too long");
      result.push_back(static_cast<char>(c));
    }
    return result;
  }

  [[noreturn]] void fail(const std::string& what) const {
    if (!unpacked_) file_->fail(what, position());
    file_->fail("what it holds compressed is damaged: " + what + " (at byte " + std::to_string(position()) + " of " +
                std::to_string(end_) + "; get the file again)");
  }

 private:
  void read(void* to, std::size_t count) {
    if (count > remaining()) fail("it ends too early");
    auto* bytes = static_cast<unsigned char*>(to);
    while (count > 0) {
      if (used_ == filled_) refill();
      const std::size_t part = std::min(count, filled_ - used_);
      std::memcpy(bytes, bytes_ + used_, part);
      bytes += part;
      used_ += part;
      count -= part;
    }
  }

  void refill() {
    const std::size_t part = static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), end_ - next_));
    if (part == 0) fail("it ends too early");
    file_->read(next_, buffer_.data(), part);
    next_ += part;
    used_ = 0;
    filled_ = part;
  }

  const InputFile* file_;
  std::uint64_t next_;  // the file position behind the buffer
  std::uint64_t end_;
  bool unpacked_ = false;
  std::array<unsigned char, 16384> buffer_{};
  const unsigned char* bytes_ = buffer_.data();
  std::size_t used_ = 0;
  std::size_t filled_ = 0;
};

}  // namespace graft::detail
