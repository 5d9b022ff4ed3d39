#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <graft/weights/io/detail/byte_reader.hpp>
#include <graft/weights/io/detail/file_range.hpp>

namespace graft::detail {

/// The directory of a zip file. PyTorch stores its entries; of a file that somebody packed again they are deflated.
/// Source: PKWARE's APPNOTE.TXT 6.3.9, sections 4.3 to 4.5, zip64 included, encryption and split archives excluded.
class ZipReader {
 public:
  struct Entry {
    std::string name;
    FileRange data;
    std::string refused{};  // why it cannot be read, if it cannot
  };

  explicit ZipReader(const InputFile& file) : file_(&file) {
    read_end();
    read_directory();
  }

  const std::vector<Entry>& entries() const noexcept { return entries_; }

  /// The place of an entry's bytes. Errors: WeightsError if they are encrypted, or compressed otherwise than by deflate.
  const FileRange& bytes(const Entry& entry) const {
    if (!entry.refused.empty()) file_->fail("entry '" + entry.name + "' of the zip file is " + entry.refused);
    return entry.data;
  }

  const Entry* find(std::string_view name) const {
    const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.name == name; });
    return found == entries_.end() ? nullptr : &*found;
  }

 private:
  void read_end() {
    constexpr std::uint64_t end_size = 22;
    if (file_->size() < end_size) file_->fail("it is too short for a zip file", file_->size());
    const std::uint64_t window = std::min<std::uint64_t>(file_->size(), end_size + 0xFFFF);
    std::string tail(static_cast<std::size_t>(window), '\0');
    file_->read(file_->size() - window, tail.data(), tail.size());
    // Its comment ends the file, or else the directory or the locator of zip64 ends where it begins.
    std::optional<std::size_t> found;
    for (std::size_t at = tail.size() - end_size + 1; at-- > 0;) {
      const char* end = tail.data() + at;
      if (little_endian<std::uint32_t>(end) != 0x06054B50U) continue;
      const std::size_t comment = little_endian<std::uint16_t>(end + 20), behind = tail.size() - at - end_size;
      if (comment == behind) {
        found = at;
        break;
      }
      const std::uint64_t directory_end =
          std::uint64_t{little_endian<std::uint32_t>(end + 12)} + little_endian<std::uint32_t>(end + 16);
      const bool joins = directory_end == file_->size() - window + at ||
                         (at >= locator_size && little_endian<std::uint32_t>(end - locator_size) == locator_signature);
      if (!found && comment < behind && joins) found = at;
    }
    if (!found) file_->fail("the end of the zip file is missing, so it was cut off", file_->size());
    const char* end = tail.data() + *found;
    end_offset_ = file_->size() - window + *found;
    count_ = little_endian<std::uint16_t>(end + 10);
    directory_size_ = little_endian<std::uint32_t>(end + 12);
    directory_offset_ = little_endian<std::uint32_t>(end + 16);
    if (count_ == 0xFFFFU || directory_size_ == 0xFFFFFFFFU || directory_offset_ == 0xFFFFFFFFU) read_end64();
    if (directory_offset_ > end_offset_ || directory_size_ > end_offset_ - directory_offset_)
      file_->fail("the directory lies outside of the zip file", end_offset_);
  }

  void read_end64() {
    if (end_offset_ < locator_size) return;
    ByteReader locator(*file_, end_offset_ - locator_size, end_offset_);
    if (locator.number<std::uint32_t>() != locator_signature) return;  // 65535 entries exactly, without zip64
    locator.number<std::uint32_t>();
    const auto offset = locator.number<std::uint64_t>();
    if (offset > end_offset_ - locator_size) file_->fail("the zip64 end lies outside of the file", end_offset_);
    ByteReader end(*file_, offset, end_offset_);
    if (end.number<std::uint32_t>() != 0x06064B50U) file_->fail("the zip64 end has no signature", offset);
    end.text(28);
    count_ = end.number<std::uint64_t>();
    directory_size_ = end.number<std::uint64_t>();
    directory_offset_ = end.number<std::uint64_t>();
  }

  void read_directory() {
    constexpr std::uint64_t smallest_entry = 46;
    if (count_ > directory_size_ / smallest_entry)
      file_->fail("more entries than the zip file's directory has room for", directory_offset_);
    ByteReader directory(*file_, directory_offset_, directory_offset_ + directory_size_);
    std::uint64_t total = 0, unpacked = 0;
    for (std::uint64_t i = 0; i < count_; ++i) {
      Entry entry = read_entry(directory);
      // With entries that overlap, a small file could claim a large memory.
      total += entry.data.size;
      if (total > file_->size()) file_->fail("the entries of the zip file overlap", directory_offset_);
      if (__builtin_add_overflow(unpacked, entry.data.holds(), &unpacked) || unpacked > most_unpacked + 64 * file_->size())
        file_->fail("its entries claim to unpack to far more than weights do (unzip it, then: zip -0 -r)");
      entries_.push_back(std::move(entry));
    }
  }

  Entry read_entry(ByteReader& directory) {
    if (directory.number<std::uint32_t>() != 0x02014B50U) directory.fail("an entry of the zip file has no signature");
    directory.number<std::uint32_t>();
    const auto flags = directory.number<std::uint16_t>();
    const auto method = directory.number<std::uint16_t>();
    directory.number<std::uint32_t>();
    const auto crc = directory.number<std::uint32_t>();
    std::uint64_t packed = directory.number<std::uint32_t>();
    std::uint64_t size = directory.number<std::uint32_t>();
    const auto name_length = directory.number<std::uint16_t>();
    const auto extra_length = directory.number<std::uint16_t>();
    const auto comment_length = directory.number<std::uint16_t>();
    directory.number<std::uint64_t>();
    std::uint64_t offset = directory.number<std::uint32_t>();
    std::string name = directory.text(name_length);
    const std::string extra = directory.text(extra_length);
    directory.text(comment_length);
    read_extra64(extra, size, packed, offset);
    Entry entry{name, {data_offset(name, offset, packed), packed, std::nullopt}};
    // A checksum of 0 means that the writer left it out, as PyTorch does on request.
    if (crc != 0) entry.data.crc = crc;
    if ((flags & 1U) != 0)
      entry.refused = "encrypted (unzip it with its password, then: zip -0 -r)";
    else if (method == deflated)
      entry.data.unpacked = size;
    else if (method != 0)
      entry.refused = "compressed by method " + std::to_string(method) + ", not by deflate (unzip it, then: zip -0 -r)";
    else if (size != packed)
      directory.fail("an entry of the zip file has two sizes");
    return entry;
  }

  static void read_extra64(const std::string& extra, std::uint64_t& size, std::uint64_t& packed, std::uint64_t& offset) {
    for (std::size_t at = 0; at + 4 <= extra.size();) {
      const auto id = little_endian<std::uint16_t>(extra.data() + at);
      const std::size_t end = std::min<std::size_t>(extra.size(), at + 4 + little_endian<std::uint16_t>(extra.data() + at + 2));
      at += 4;
      if (id == 1) {
        for (std::uint64_t* field : {&size, &packed, &offset}) {
          if (*field != 0xFFFFFFFFU || at + 8 > end) continue;
          *field = little_endian<std::uint64_t>(extra.data() + at);
          at += 8;
        }
      }
      at = end;
    }
  }

  std::uint64_t data_offset(const std::string& name, std::uint64_t header, std::uint64_t size) const {
    constexpr std::uint64_t header_size = 30;
    if (header > directory_offset_ || directory_offset_ - header < header_size)
      file_->fail("entry '" + name + "' lies outside", header);
    unsigned char bytes[header_size];
    file_->read(header, bytes, header_size);
    if (little_endian<std::uint32_t>(bytes) != 0x04034B50U) file_->fail("entry '" + name + "' has no header", header);
    const std::uint64_t data =
        header + header_size + little_endian<std::uint16_t>(bytes + 26) + little_endian<std::uint16_t>(bytes + 28);
    if (data > directory_offset_ || size > directory_offset_ - data) file_->fail("entry '" + name + "' lies outside", header);
    return data;
  }

  static constexpr std::uint16_t deflated = 8;
  static constexpr std::uint64_t most_unpacked = 256 * 1024 * 1024;  // beside what the size of the file allows
  static constexpr std::uint64_t locator_size = 20;                  // of zip64
  static constexpr std::uint32_t locator_signature = 0x07064B50;

  const InputFile* file_;
  std::vector<Entry> entries_;
  std::uint64_t end_offset_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t directory_size_ = 0;
  std::uint64_t directory_offset_ = 0;
};

}  // namespace graft::detail
