#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <graft/core/exceptions.hpp>
#include <graft/core/hash_of.hpp>

namespace graft::detail {

/// Error of a file of records that cannot be used; the caller goes on without it.
class RecordFileError : public Error {
 public:
  using Error::Error;
};

/// A file of records of one size, each found by a key of 128 bits, that is only ever appended to.
///
/// It begins with lines of text: what it is, the size of a payload, and what all records have in common (`about`), filled up
/// with zeros to a multiple of 4096 bytes. A record is a header of 64 bytes (magic, key, checksum of the payload, checksum of
/// the header) and the payload, filled up to a multiple of 64. A record that is damaged, or that a killed process left
/// incomplete, has a wrong checksum and is ignored.
///
/// It is locked while it is open; a second process waits, and says so on standard error. Mapped memory stays valid after
/// `unlock`, also when the file is removed; nobody but graft may shorten the file.
/// Errors: RecordFileError with one line when the file cannot be made, read or written, or is not graft's and stays as it is.
class RecordFile {
 public:
  using Key = std::array<std::uint64_t, 2>;
  static constexpr std::string_view magic = "graft records 1\n";

  RecordFile(std::filesystem::path path, const std::string& about, std::size_t payload_bytes)
      : path_(std::move(path)), payload_(payload_bytes), stride_(head_bytes + round_up(payload_bytes, 64)) {
    beginning_ = std::string(magic) + "payload of " + std::to_string(payload_bytes) + " bytes\n" + about + "\n";
    beginning_.resize(round_up(beginning_.size(), 4096), '\0');
    for (bool begun = false; !begun;) {
      open_and_lock();
      begun = begin();
    }
  }

  RecordFile(const RecordFile&) = delete;
  RecordFile& operator=(const RecordFile&) = delete;
  ~RecordFile() { unlock(); }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Number of whole records, damaged ones included.
  [[nodiscard]] std::size_t size() const { return count_; }

  /// Bytes from the beginning of one record to that of the next.
  [[nodiscard]] std::size_t stride() const { return stride_; }

  /// Offset of the first payload in the mapped file.
  [[nodiscard]] std::size_t first_payload() const { return beginning_.size() + head_bytes; }

  /// Size of the file with so many more records.
  [[nodiscard]] std::uint64_t bytes(std::size_t more = 0) const {
    return beginning_.size() + std::uint64_t{stride_} * (count_ + more);
  }

  /// Size of a file like `file` with so many records and no others.
  [[nodiscard]] static std::uint64_t bytes_of(const RecordFile& file, std::size_t records) {
    return file.beginning_.size() + std::uint64_t{file.stride_} * records;
  }

  /// Index of the record with this key, if its payload has the right checksum.
  [[nodiscard]] std::optional<std::size_t> find(const Key& key) const {
    for (auto [at, end] = known_.equal_range(key); at != end; ++at) {
      const std::byte* const record = found_.get() + beginning_.size() + at->second * stride_;
      Head head{};
      std::memcpy(&head, record, sizeof head);
      if (head.payload == hash_of(record + head_bytes, payload_)) return at->second;
    }
    return std::nullopt;
  }

  /// Appends a record and gives its index.
  std::size_t append(const Key& key, const void* payload) {
    if (descriptor_ < 0 || !writable_) fail("writing failed", EROFS);
    Head head{.magic = head_magic, .key = key, .payload = hash_of(payload, payload_), .self = 0};
    head.self = checksum(head);
    std::vector<std::byte> record(stride_);
    std::memcpy(record.data(), &head, sizeof head);
    std::memcpy(record.data() + head_bytes, payload, payload_);
    write(record.data(), record.size(), bytes());
    return count_++;
  }

  /// Maps the file into memory, with all records that were appended so far.
  [[nodiscard]] std::shared_ptr<const std::byte> map() const {
    const auto size = static_cast<std::size_t>(bytes());
    void* const data = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor_, 0);
    if (data == MAP_FAILED) fail("it cannot be mapped into memory", errno);
    return {static_cast<const std::byte*>(data),
            [size](const std::byte* mapped) { ::munmap(const_cast<std::byte*>(mapped), size); }};
  }

  /// Releases the lock, so that other processes can use the file.
  void unlock() noexcept {
    if (descriptor_ < 0) return;
    ::flock(descriptor_, LOCK_UN);  // closing does not: what is mapped keeps the lock
    ::close(descriptor_);
    descriptor_ = -1;
  }

 private:
  struct Head {
    std::uint64_t magic;
    Key key;
    std::uint64_t payload;  ///< checksum
    std::uint64_t self;     ///< checksum of what stands before
  };
  static constexpr std::size_t head_bytes = 64;
  static constexpr std::uint64_t head_magic = 0x3164726f63657247U;  // "Grecord1"

  static constexpr std::size_t round_up(std::size_t size, std::size_t unit) { return (size + unit - 1) / unit * unit; }
  static std::uint64_t checksum(const Head& head) { return hash_of(&head, offsetof(Head, self)); }

  void open_and_lock() {
    for (struct stat mine{}, named{};; unlock()) {
      descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
      writable_ = descriptor_ >= 0;
      if (!writable_ && (errno == EACCES || errno == EROFS || errno == EPERM))
        descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
      if (descriptor_ < 0) fail("it cannot be opened", errno);
      if (::fstat(descriptor_, &mine) != 0 || !S_ISREG(mine.st_mode)) fail("it is no regular file", EINVAL);
      lock();
      // Whoever had the lock may have put another file in its place.
      if (::stat(path_.c_str(), &named) == 0 && named.st_ino == mine.st_ino && named.st_dev == mine.st_dev) return;
    }
  }

  void lock() {
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
    if (errno == EWOULDBLOCK) std::fprintf(stderr, "waiting for another process that uses '%s'\n", path_.c_str());
    while (::flock(descriptor_, LOCK_EX) != 0)
      if (errno != EINTR) fail("it cannot be locked", errno);
  }

  /// Reads the file, or writes its beginning if it is new. False: it was graft's but of no use, and has been removed.
  [[nodiscard]] bool begin() {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) fail("it cannot be read", errno);
    const auto size = static_cast<std::uint64_t>(status.st_size);
    std::string there(static_cast<std::size_t>(std::min<std::uint64_t>(size, beginning_.size())), '\0');
    read(there.data(), there.size());
    if (there != beginning_) {
      const bool just_begun = size < beginning_.size() && beginning_.starts_with(there);
      if (!just_begun && !there.starts_with(magic))
        fail("it is there already and not one of graft's; move it away, or name another folder", EEXIST);
      if (!writable_) fail("writing failed", EROFS);
      if (!just_begun) {
        // Not emptied: another process may have it mapped.
        if (::unlink(path_.c_str()) != 0) fail("it is damaged and cannot be removed", errno);
        unlock();
        return false;
      }
      write(beginning_.data(), beginning_.size(), 0);
      found_ = map();
      return true;
    }
    count_ = static_cast<std::size_t>((size - beginning_.size()) / stride_);
    if (writable_ && size > bytes() && ::ftruncate(descriptor_, static_cast<::off_t>(bytes())) != 0)
      fail("its damaged end cannot be cut off", errno);
    found_ = map();
    (void)::futimens(descriptor_, nullptr);  // so that it is not the least recently used
    for (std::size_t record = 0; record < count_; ++record) {
      Head head{};
      std::memcpy(&head, found_.get() + beginning_.size() + record * stride_, sizeof head);
      if (head.magic == head_magic && head.self == checksum(head)) known_.emplace(head.key, record);
    }
    return true;
  }

  void read(char* data, std::size_t count) const {
    for (std::size_t done = 0; done < count;) {
      const ::ssize_t got = ::pread(descriptor_, data + done, count - done, static_cast<::off_t>(done));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) fail("reading failed", got < 0 ? errno : EIO);
      done += static_cast<std::size_t>(got);
    }
  }

  /// Writes all bytes, or on failure cuts the file off where they would begin.
  void write(const void* data, std::size_t count, std::uint64_t at) const {
    const auto* const from = static_cast<const std::byte*>(data);
    for (std::size_t done = 0; done < count;) {
      const ::ssize_t put = ::pwrite(descriptor_, from + done, count - done, static_cast<::off_t>(at + done));
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) {
        const int reason = put < 0 ? errno : EIO;
        if (::ftruncate(descriptor_, static_cast<::off_t>(at)) != 0) fail("its damaged end cannot be cut off", errno);
        fail("writing failed", reason);
      }
      done += static_cast<std::size_t>(put);
    }
  }

  [[noreturn]] void fail(const std::string& what, int reason) const {
    throw RecordFileError("'" + path_.string() + "': " + what + " (" + std::generic_category().message(reason) + ")");
  }

  std::filesystem::path path_;
  std::size_t payload_;
  std::size_t stride_;
  std::string beginning_;
  int descriptor_ = -1;
  bool writable_ = false;
  std::size_t count_ = 0;
  std::shared_ptr<const std::byte> found_;  ///< the file as it was when it was opened
  std::multimap<Key, std::size_t> known_;   ///< records that were there then
};

}  // namespace graft::detail
