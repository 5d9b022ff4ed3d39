#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <graft/train/features/detail/record_file.hpp>

namespace graft::detail {

/// Marks a file of records as used: as long as this lives, make_room() of this process does not remove it.
class UsedFile {
 public:
  explicit UsedFile(std::filesystem::path path) : path_(std::move(path)) {
    const std::lock_guard lock(mutex());
    used().insert(path_);
  }
  UsedFile(const UsedFile&) = delete;
  UsedFile& operator=(const UsedFile&) = delete;
  ~UsedFile() {
    const std::lock_guard lock(mutex());
    used().erase(used().find(path_));
  }

  [[nodiscard]] static bool is_used(const std::filesystem::path& path) {
    const std::lock_guard lock(mutex());
    return used().contains(path);
  }
  [[nodiscard]] static bool is_shared(const std::filesystem::path& path) {
    const std::lock_guard lock(mutex());
    return used().count(path) > 1;
  }

 private:
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  static std::multiset<std::filesystem::path>& used() {
    static std::multiset<std::filesystem::path> all;
    return all;
  }

  std::filesystem::path path_;
};

/// Removes files of records from the folder of `own`, the least recently used first, until that file with `bytes` and the
/// others together are within `max_bytes`; gives whether they are. Files that are not graft's, or in use, stay; where removing
/// all others would not suffice, none is removed.
[[nodiscard]] inline bool make_room(const std::filesystem::path& own, std::uint64_t bytes, std::uint64_t max_bytes) {
  struct Other {
    std::filesystem::file_time_type used;
    std::filesystem::path path;
    std::uint64_t bytes;
  };
  std::vector<Other> others;
  std::uint64_t sum = bytes;
  std::uint64_t kept = bytes;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(own.parent_path(), ignored)) {
    if (entry.path() == own || entry.path().extension() != own.extension() || !entry.is_regular_file(ignored) ||
        entry.is_symlink(ignored))
      continue;
    std::string begins(RecordFile::magic.size(), '\0');
    std::ifstream(entry.path(), std::ios::binary).read(begins.data(), static_cast<std::streamsize>(begins.size()));
    if (begins != RecordFile::magic) continue;
    const std::uint64_t size = entry.file_size(ignored);
    sum += size;
    if (UsedFile::is_used(entry.path()))
      kept += size;
    else
      others.push_back({entry.last_write_time(ignored), entry.path(), size});
  }
  if (kept > max_bytes) return false;
  std::sort(others.begin(), others.end(),
            [](const Other& a, const Other& b) { return std::pair(a.used, a.path) < std::pair(b.used, b.path); });
  for (const Other& other : others) {
    if (sum <= max_bytes) break;
    const int descriptor = ::open(other.path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) continue;
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0 && ::unlink(other.path.c_str()) == 0) sum -= other.bytes;
    ::close(descriptor);
  }
  return sum <= max_bytes;
}

}  // namespace graft::detail
