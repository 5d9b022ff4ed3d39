#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include <graft/data/image/detail/resample.hpp>

namespace graft::detail {

/// A buffer of bytes that is used again and again: it grows, and its contents are not kept.
class Buffer {
 public:
  /// Room for `size` bytes, with unspecified contents.
  [[nodiscard]] std::uint8_t* room(std::size_t size) {
    if (size > size_) {
      release_above(0);  // before allocating, so that the old and the new memory are never held together
      bytes_ = std::make_unique_for_overwrite<std::uint8_t[]>(size);
      size_ = size;
    }
    return bytes_.get();
  }

  void release_above(std::size_t size) {
    if (size_ <= size) return;
    size_ = 0;
    bytes_.reset();
  }

 private:
  std::unique_ptr<std::uint8_t[]> bytes_;
  std::size_t size_ = 0;
};

/// Memory that a thread needs to bring an image from its file into a batch, kept from one image to the next: mapping and
/// unmapping it for each image would cost as much as decoding.
struct Scratch {
  Buffer file;          ///< the bytes of a file
  Buffer lines;         ///< a few rows, as the decoder gives them
  Buffer interleaved;   ///< a few rows side by side, for the horizontal pass
  Buffer intermediate;  ///< rows between the horizontal and the vertical pass
  Buffer pixels;        ///< the result
  ResampleWeights horizontal;
  ResampleWeights vertical;

  /// Frees the buffers that a huge image made larger than photos need.
  void release_large() {
    constexpr std::size_t usual = std::size_t{8} << 20U;
    for (Buffer* buffer : {&file, &lines, &interleaved, &intermediate, &pixels}) buffer->release_above(usual);
  }
};

}  // namespace graft::detail
