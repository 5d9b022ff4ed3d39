#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include <graft/data/image/detail/resample.hpp>

namespace graft::detail {

/// Memory that is used again and again, for bytes that nobody needs twice. It grows, and is never cleared.
class Buffer {
 public:
  /// Room for `size` bytes; what was there before may be gone.
  [[nodiscard]] std::uint8_t* room(std::size_t size) {
    if (size > size_) {
      release_above(0);  // before the new ones are there, so that both are never held
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

/// What a thread needs to bring images from their files into their batch, kept from one to the next: memory that is mapped
/// and unmapped for each of them costs as much as decoding them.
struct Scratch {
  Buffer file;         ///< the bytes of a file
  Buffer lines;        ///< a few rows, as the decoder gives them
  Buffer interleaved;  ///< a few rows side by side, for the pass across
  Buffer between;      ///< rows between the pass across and the pass down
  Buffer pixels;       ///< the result
  ResampleWeights across;
  ResampleWeights down;

  /// Gives back what a huge image needed and photos do not.
  void tidy() {
    constexpr std::size_t usual = std::size_t{8} << 20U;
    for (Buffer* buffer : {&file, &lines, &interleaved, &between, &pixels}) buffer->release_above(usual);
  }
};

}  // namespace graft::detail
