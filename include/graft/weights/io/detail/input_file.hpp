#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>

namespace graft::detail {

/// A regular file opened for reading at any offset, whose size is known before anything is allocated.
///
/// It is read, not mapped: a file that shrinks meanwhile is then an error and does not kill the process.
class InputFile {
 public:
  explicit InputFile(const std::filesystem::path& path) : name_(path.string()) {
    // O_NONBLOCK: opening a named pipe must not wait for its writer.
    descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor_ < 0) {
      const int reason = errno;
      throw WeightsError("cannot read weights '" + name_ + "': " + std::generic_category().message(reason) +
                         (reason == ENOENT ? " (check the path, or download the file first)" : ""));
    }
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
      ::close(descriptor_);
      throw WeightsError("cannot read weights '" + name_ + "': not a regular file");
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
  }

  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile() { ::close(descriptor_); }

  std::uint64_t size() const noexcept { return size_; }
  const std::string& name() const noexcept { return name_; }
  int descriptor() const noexcept { return descriptor_; }

  /// Reads `count` bytes from `offset` on.
  void read(std::uint64_t offset, void* to, std::size_t count) const {
    if (offset > size_ || count > size_ - offset) fail("it ends too early", offset);
    auto* bytes = static_cast<unsigned char*>(to);
    while (count > 0) {
      const ::ssize_t got = ::pread(descriptor_, bytes, count, static_cast<::off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) fail(std::generic_category().message(errno), offset);
      if (got == 0) fail("it was shortened while being read", offset);
      bytes += got;
      offset += static_cast<std::uint64_t>(got);
      count -= static_cast<std::size_t>(got);
    }
  }

  [[noreturn]] void fail(const std::string& what, std::uint64_t offset) const {
    throw WeightsError("damaged weights file '" + name_ + "': " + printable(what) + " (at byte " + std::to_string(offset) +
                       " of " + std::to_string(size_) + "; get the file again)");
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw WeightsError("weights file '" + name_ + "': " + printable(what));
  }

 private:
  std::string name_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

/// The first bytes of a file, up to `count`.
inline std::string first_bytes(const InputFile& file, std::size_t count) {
  std::string head(static_cast<std::size_t>(std::min<std::uint64_t>(count, file.size())), '\0');
  file.read(0, head.data(), head.size());
  return head;
}

}  // namespace graft::detail
