#pragma once

#include <cerrno>
#include <cstddef>
#include <string>
#include <system_error>

#include <sys/mman.h>

#include <graft/weights/io/detail/input_file.hpp>

namespace graft::detail {

/// A memory map of a whole file, which must not be empty: the kernel reads a page when it is first touched, and writing to a
/// page makes a private copy of it, so that the file never changes.
///
/// If the file is shortened meanwhile, touching a page that is gone ends the process; nothing can prevent that. A file that is
/// replaced by renaming, as AtomicFile does, stays complete for those who have it mapped.
class FileMap {
 public:
  explicit FileMap(const InputFile& file) : size_(static_cast<std::size_t>(file.size())) {
    data_ = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, file.descriptor(), 0);
    if (data_ == MAP_FAILED) file.fail("it cannot be mapped into memory: " + std::generic_category().message(errno));
  }

  FileMap(const FileMap&) = delete;
  FileMap& operator=(const FileMap&) = delete;
  ~FileMap() { ::munmap(data_, size_); }

  std::byte* data() const noexcept { return static_cast<std::byte*>(data_); }

 private:
  std::size_t size_;
  void* data_;
};

}  // namespace graft::detail
