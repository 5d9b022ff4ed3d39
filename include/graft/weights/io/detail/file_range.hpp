#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <graft/platform/in_parallel.hpp>
#include <graft/weights/io/detail/crc32.hpp>
#include <graft/weights/io/detail/input_file.hpp>
#include <graft/weights/io/detail/populate.hpp>
#include <graft/weights/io/detail/threads_for.hpp>

namespace graft::detail {

/// A part of a file, with the checksum of what it holds where the file has one.
struct FileRange {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::optional<std::uint32_t> crc;
  std::optional<std::uint64_t> unpacked{};  ///< of a part that is compressed, by deflate: the size it claims to have without

  /// The bytes it stands for.
  std::uint64_t holds() const noexcept { return unpacked.value_or(size); }
};

/// A part of a file to be read, and the memory of its size to read it into.
struct RangeRead {
  FileRange range;
  void* to = nullptr;
};

/// Reads all the ranges, none of them compressed, and compares their checksums, in several threads.
/// Errors: WeightsError, the one that reading them in order would meet first.
inline void read_ranges(const InputFile& file, const std::vector<RangeRead>& reads) {
  struct Piece {
    std::size_t read;
    std::uint64_t begin;
    std::uint64_t size;
  };
  struct Progress {
    std::atomic<std::uint64_t> unread;
    std::atomic<std::uint32_t> crc = 0;  // the sum over the pieces that were read, each as if followed by zeros only
  };
  constexpr std::uint64_t longest_piece = 4 * 1024 * 1024;
  std::vector<Progress> progress(reads.size());
  std::vector<Piece> pieces;
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < reads.size(); ++i) {
    const std::uint64_t size = reads[i].range.size;
    progress[i].unread = size;
    total += size;
    std::uint64_t begin = 0;
    do {  // at least one piece, since an empty range has a checksum, too
      pieces.push_back({i, begin, std::min(longest_piece, size - begin)});
      begin += longest_piece;
    } while (begin < size);
  }
  in_parallel(pieces.size(), threads_for(total), [&](std::size_t i) {
    const Piece& piece = pieces[i];
    const FileRange& range = reads[piece.read].range;
    auto* const bytes = static_cast<unsigned char*>(reads[piece.read].to) + piece.begin;
    std::uint32_t crc = 0;
    for (std::uint64_t done = 0; done < piece.size;) {
      constexpr std::uint64_t fits_the_cache = 256 * 1024;
      const auto count = static_cast<std::size_t>(std::min(fits_the_cache, piece.size - done));
      populate(bytes + done, count);
      file.read(range.offset + piece.begin + done, bytes + done, count);
      if (range.crc) crc = crc32(bytes + done, count, crc);
      done += count;
    }
    Progress& whole = progress[piece.read];
    whole.crc ^= crc32_combined(crc, 0, range.size - piece.begin - piece.size);
    const bool was_last = whole.unread.fetch_sub(piece.size) == piece.size;
    if (was_last && range.crc && whole.crc != *range.crc) file.fail("a checksum is wrong", range.offset);
  });
}

/// Compares a range of the file with its checksum.
inline void check_range(const InputFile& file, const FileRange& range) {
  if (!range.crc) return;
  std::uint32_t crc = 0;
  std::array<unsigned char, 16384> piece{};
  for (std::uint64_t done = 0; done < range.size; done += piece.size()) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), range.size - done));
    file.read(range.offset + done, piece.data(), count);
    crc = crc32(piece.data(), count, crc);
  }
  if (crc != *range.crc) file.fail("a checksum is wrong", range.offset);
}

}  // namespace graft::detail
