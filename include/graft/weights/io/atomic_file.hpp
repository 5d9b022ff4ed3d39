#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include <graft/core/exceptions.hpp>

namespace graft {

/// A file that appears under its name only when it is complete: until `commit`, everything goes to a temporary file
/// beside it, and whoever reads, or a process that is killed, finds the old file or the new one, never a part.
///
/// An existing file keeps its permissions, and a symbolic link keeps pointing to it. Without `commit`, nothing stays.
///
/// Errors: WeightsError if the folder is missing or not writable, the disk is full, or the name is taken by something
/// else than a regular file; the old file is then as it was.
///
/// Example: `AtomicFile file("model.pth"); file.write(bytes.data(), bytes.size()); file.commit();`
class AtomicFile {
 public:
  explicit AtomicFile(const std::filesystem::path& path);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  /// Appends `count` bytes.
  void write(const void* data, std::size_t count);

  /// Bytes written so far.
  std::uint64_t size() const noexcept { return written_; }

  /// Puts the complete file in its place.
  void commit();

 private:
  void open_temporary();
  void remove_temporary() noexcept;
  [[noreturn]] void abandon(const std::string& what, int reason);
  [[noreturn]] void fail(const std::string& what, int reason) const;

  std::string shown_;  // the path as it was given, for messages
  std::filesystem::path target_;
  std::filesystem::path folder_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
  std::uint64_t written_ = 0;
};

}  // namespace graft
