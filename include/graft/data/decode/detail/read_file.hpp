#pragma once

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
#include <graft/data/decode/detail/image_format.hpp>
#include <graft/data/image/detail/scratch.hpp>

namespace graft::detail {

/// A file opened for reading, if possible; opening a pipe that nobody writes to does not block.
class OpenFile {
 public:
  explicit OpenFile(const char* path) : descriptor_(::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  /// Its size in bytes, or -1 when it is not a regular file that is open.
  [[nodiscard]] std::int64_t size() const {
    struct ::stat status {};
    const bool regular = descriptor_ >= 0 && ::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode);
    return regular ? status.st_size : -1;
  }

  /// Whether all `size` bytes could be read.
  [[nodiscard]] bool read(std::uint8_t* bytes, std::size_t size) const {
    while (size > 0) {
      const ::ssize_t count = ::read(descriptor_, bytes, size);
      if (count <= 0) return false;
      bytes += count;
      size -= static_cast<std::size_t>(count);
    }
    return true;
  }

  /// Asks the system to read the file into its cache, without waiting for it.
  void read_ahead() const {
#ifdef POSIX_FADV_WILLNEED
    if (descriptor_ >= 0) static_cast<void>(::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_WILLNEED));
#endif
  }

 private:
  int descriptor_;
};

/// Reads all bytes of a file into `memory`; `kind` says in messages what it is.
///
/// Errors: DataError naming the file when it is missing, not a regular file (a pipe would block for ever) or
/// unreadable.
inline ImageBytes read_whole_file(const std::string& kind, const std::string& file, Buffer& memory) {
  const OpenFile open(file.c_str());
  const std::int64_t size = open.size();
  if (size >= 0) {
    std::uint8_t* const bytes = memory.room(static_cast<std::size_t>(size));
    if (open.read(bytes, static_cast<std::size_t>(size))) return {bytes, static_cast<std::size_t>(size)};
  } else {
    std::error_code failure;
    const auto status = std::filesystem::status(file, failure);
    if (!std::filesystem::exists(status))
      throw DataError(kind + " '" + printable(file) + "' does not exist; check the path, or a link that leads nowhere");
    if (!std::filesystem::is_regular_file(status))
      throw DataError(kind + " '" + printable(file) + "' is not a regular file; expected a file, not a folder or a device");
  }
  throw DataError(kind + " '" + printable(file) + "' cannot be read; check its permissions and the disk");
}

inline ImageBytes read_image_file(const std::string& file, Buffer& memory) { return read_whole_file("image", file, memory); }

}  // namespace graft::detail
