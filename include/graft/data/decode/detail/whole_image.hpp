#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>

#include <graft/data/decode/detail/image_format.hpp>

namespace graft::detail {

/// Why an image cannot be decoded: what is said behind "image 'NAME'".
class Undecodable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

[[noreturn]] inline void refuse_truncated(ImageBytes bytes) {
  throw Undecodable(" is truncated: its " + std::to_string(bytes.size()) + " bytes end before the image does; fetch it again");
}

[[noreturn]] inline void refuse_damaged(const std::string& what) {
  throw Undecodable(" is truncated or damaged: " + what + "; fetch it again or save it as PNG");
}

/// For a file of a known format that uses a part of it which is not decoded.
[[noreturn]] inline void refuse_unsupported(const std::string& what, const std::string& expected) {
  throw Undecodable(" has " + what + ", expected " + expected + "; save it as PNG");
}

/// Zeros, which take no memory before they are written to: a header's claim alone allocates nothing.
class ZeroedBytes {
 public:
  ZeroedBytes() = default;
  explicit ZeroedBytes(std::size_t size) : bytes_(static_cast<std::uint8_t*>(std::calloc(size + 1, 1))), size_(size) {
    if (!bytes_) throw std::bad_alloc();
  }

  [[nodiscard]] std::uint8_t* data() const { return bytes_.get(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::uint8_t& operator[](std::size_t i) const { return bytes_.get()[i]; }

 private:
  struct Free {
    void operator()(void* bytes) const { std::free(bytes); }
  };
  std::unique_ptr<std::uint8_t[], Free> bytes_;
  std::size_t size_ = 0;
};

/// An image file in memory whose pixels are decoded at once. Its size is known from the start.
///
/// Errors: Undecodable, from the constructor of a format and from `decode`.
class WholeImage {
 public:
  WholeImage() = default;
  WholeImage(const WholeImage&) = delete;
  WholeImage& operator=(const WholeImage&) = delete;
  virtual ~WholeImage() = default;

  /// As the file says, not checked for sense.
  [[nodiscard]] std::uint64_t width() const { return width_; }
  [[nodiscard]] std::uint64_t height() const { return height_; }

  /// Writes height x width x 3 values, which are zero before. Call once, where the size is above zero and within the limit.
  virtual void decode(std::uint8_t* rgb) = 0;

 protected:
  std::uint64_t width_ = 0;
  std::uint64_t height_ = 0;
};

}  // namespace graft::detail
