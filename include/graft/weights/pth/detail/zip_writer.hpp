#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <graft/weights/io/atomic_file.hpp>
#include <graft/weights/io/detail/crc32.hpp>

namespace graft::detail {

/// Writes a zip file of stored entries, each aligned to 64 bytes so that readers can map it; zip64 where sizes need it.
/// Source: PKWARE's APPNOTE.TXT 6.3.9; the padding field "FB" is what PyTorch uses.
class ZipWriter {
 public:
  explicit ZipWriter(AtomicFile& file) : file_(&file) {}

  void add(const std::string& name, const void* data, std::uint64_t size) {
    const Entry entry{name, file_->size(), size, crc32(data, static_cast<std::size_t>(size))};
    const bool big = size >= limit32;
    std::string header;
    put32(header, 0x04034B50U);
    put16(header, big ? 45 : 20);
    put_common(header, entry, big);
    std::string extra;
    if (big) put_extra64(extra, {size, size});
    const std::uint64_t unpadded = entry.offset + header.size() + 2 + name.size() + extra.size() + 4;
    const std::uint64_t padding = (alignment - unpadded % alignment) % alignment;
    put16(extra, 0x4246U);
    put16(extra, padding);
    extra.append(static_cast<std::size_t>(padding), 'Z');
    put16(header, extra.size());
    header += name + extra;
    file_->write(header.data(), header.size());
    file_->write(data, static_cast<std::size_t>(size));
    entries_.push_back(entry);
  }

  /// Writes the directory; nothing can be added afterwards.
  void finish() {
    const std::uint64_t begin = file_->size();
    for (const Entry& entry : entries_) {
      std::string extra;
      std::vector<std::uint64_t> big;
      if (entry.size >= limit32) big = {entry.size, entry.size};
      if (entry.offset >= limit32) big.push_back(entry.offset);
      if (!big.empty()) put_extra64(extra, big);
      std::string header;
      put32(header, 0x02014B50U);
      put16(header, 45);
      put16(header, big.empty() ? 20 : 45);
      put_common(header, entry, entry.size >= limit32);
      put16(header, extra.size());
      put16(header, 0);
      put32(header, 0);
      put32(header, 0);
      put32(header, entry.offset >= limit32 ? limit32 : entry.offset);
      header += entry.name + extra;
      file_->write(header.data(), header.size());
    }
    put_end(begin, file_->size());
  }

 private:
  struct Entry {
    std::string name;
    std::uint64_t offset;
    std::uint64_t size;
    std::uint32_t crc;
  };

  static constexpr std::uint64_t limit16 = 0xFFFF;
  static constexpr std::uint64_t limit32 = 0xFFFFFFFF;
  static constexpr std::uint64_t alignment = 64;

  static void put(std::string& to, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) to.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
  }
  static void put16(std::string& to, std::uint64_t value) { put(to, value, 2); }
  static void put32(std::string& to, std::uint64_t value) { put(to, value, 4); }
  static void put64(std::string& to, std::uint64_t value) { put(to, value, 8); }

  static void put_common(std::string& to, const Entry& entry, bool big) {
    put16(to, 0x0800U);  // names are UTF-8
    put16(to, 0);        // stored
    put16(to, 0);        // no time, so that equal weights make equal files
    put16(to, 0x0021U);  // 1 January 1980, the earliest date there is
    put32(to, entry.crc);
    put32(to, big ? limit32 : entry.size);
    put32(to, big ? limit32 : entry.size);
    put16(to, entry.name.size());
  }

  static void put_extra64(std::string& to, const std::vector<std::uint64_t>& values) {
    put16(to, 1);
    put16(to, 8 * values.size());
    for (const std::uint64_t value : values) put64(to, value);
  }

  void put_end(std::uint64_t begin, std::uint64_t end) {
    const std::uint64_t count = entries_.size();
    std::string tail;
    if (count >= limit16 || begin >= limit32 || end - begin >= limit32) {
      put32(tail, 0x06064B50U);
      put64(tail, 44);
      put16(tail, 45);
      put16(tail, 45);
      put32(tail, 0);
      put32(tail, 0);
      put64(tail, count);
      put64(tail, count);
      put64(tail, end - begin);
      put64(tail, begin);
      put32(tail, 0x07064B50U);
      put32(tail, 0);
      put64(tail, end);
      put32(tail, 1);
    }
    put32(tail, 0x06054B50U);
    put32(tail, 0);
    put16(tail, count >= limit16 ? limit16 : count);
    put16(tail, count >= limit16 ? limit16 : count);
    put32(tail, end - begin >= limit32 ? limit32 : end - begin);
    put32(tail, begin >= limit32 ? limit32 : begin);
    put16(tail, 0);
    file_->write(tail.data(), tail.size());
  }

  AtomicFile* file_;
  std::vector<Entry> entries_;
};

}  // namespace graft::detail
