#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>

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

/// What a compressed part of a file holds. Memory grows with what its bytes give, and not with what it claims to hold.
/// Errors: WeightsError if it holds more or less than it claims, or is damaged; always where graft was built without zlib.
GrowingBytes inflated(const InputFile& file, const FileRange& range);

}  // namespace graft::detail
