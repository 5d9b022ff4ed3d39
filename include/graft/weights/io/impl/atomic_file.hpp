#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <graft/core/exceptions.hpp>
#include <graft/weights/io/atomic_file.hpp>
#include <graft/weights/io/require_writable.hpp>

namespace graft {

AtomicFile::AtomicFile(const std::filesystem::path& path) : shown_(path.string()), target_(path) {
  std::error_code ignored;
  if (std::filesystem::is_symlink(path, ignored)) {
    target_ = std::filesystem::weakly_canonical(path, ignored);
    if (ignored) fail("cannot follow the link", ELOOP);
  }
  struct stat status {};
  const bool exists = ::stat(target_.c_str(), &status) == 0;
  // Renaming onto a device such as /dev/null would replace the device.
  if (exists && !S_ISREG(status.st_mode))
    throw WeightsError("cannot write '" + shown_ + "': it exists and is not a regular file (give the name of a file)");
  if (target_.filename().empty())
    throw WeightsError("cannot write '" + shown_ + "': it names no file (give the name of a file)");
  folder_ = target_.has_parent_path() ? target_.parent_path() : std::filesystem::path(".");
  open_temporary();
  // Some file systems have no permissions to set; the weights are written all the same.
  const bool set = !exists || ::fchmod(descriptor_, status.st_mode & 07777U) == 0;
  if (!set && errno != EPERM && errno != ENOTSUP && errno != ENOSYS) abandon("cannot set the permissions", errno);
}

AtomicFile::~AtomicFile() { remove_temporary(); }

void AtomicFile::write(const void* data, std::size_t count) {
  const auto* bytes = static_cast<const unsigned char*>(data);
  while (count > 0) {
    const ::ssize_t done = ::write(descriptor_, bytes, count);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) abandon("writing failed", done < 0 ? errno : EIO);
    bytes += done;
    count -= static_cast<std::size_t>(done);
    written_ += static_cast<std::uint64_t>(done);
  }
}

void AtomicFile::commit() {
  if (::fsync(descriptor_) != 0) abandon("flushing to the disk failed", errno);
  const int descriptor = descriptor_;
  descriptor_ = -1;
  if (::close(descriptor) != 0) abandon("closing failed", errno);
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) abandon("renaming failed", errno);
  temporary_.clear();
  // The rename is on the disk once the folder is; where a file system cannot flush a folder, the file is good without.
  const int folder = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    ::fsync(folder);
    ::close(folder);
  }
}

void AtomicFile::open_temporary() {
  std::random_device entropy;
  for (int attempt = 0; attempt < 16; ++attempt) {
    temporary_ = folder_ / ("." + target_.filename().string() + "." + std::to_string(entropy()) + ".tmp");
    // Created with 0666 so that the user's umask decides, as for any other file.
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ >= 0) return;
    if (errno != EEXIST) break;
  }
  const int reason = errno;
  temporary_.clear();
  fail("cannot make a file in the folder '" + folder_.string() + "'", reason);
}

void AtomicFile::remove_temporary() noexcept {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  temporary_.clear();
}

void AtomicFile::abandon(const std::string& what, int reason) {
  remove_temporary();
  fail(what, reason);
}

void AtomicFile::fail(const std::string& what, int reason) const {
  throw WeightsError("cannot write '" + shown_ + "': " + what + ": " + std::generic_category().message(reason) +
                     " (what was there before is unchanged)");
}

void require_writable(const std::filesystem::path& file) { const AtomicFile opened_and_dropped(file); }

}  // namespace graft
