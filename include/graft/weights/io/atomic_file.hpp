#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include <graft/core/exceptions.hpp>

namespace graft {

/// A file that appears under its name only when it is complete: until `commit`, everything goes to a temporary file beside it.
/// Readers, also after the process was killed, find the old file or the new one, never a part.
///
/// An existing file keeps its permissions, and a symbolic link keeps pointing to it. Without `commit`, nothing remains.
///
/// Errors: WeightsError if the folder is missing or not writable, the disk is full, or something other than a regular file has
/// the name; the old file is then unchanged.
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
