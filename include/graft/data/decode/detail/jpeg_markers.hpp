#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <graft/data/decode/detail/image_format.hpp>

namespace graft::detail {

/// Calls `visit(marker, position behind it)` for each segment of a JPEG, until it gives false; returns whether an end-of-image
/// marker was reached.
///
/// Segments are skipped by their length (an embedded thumbnail has an end marker of its own); everything else, entropy-coded
/// data as well as stray bytes, is searched for the next marker.
template <class Visit>
bool walk_jpeg(ImageBytes bytes, Visit visit) {
  std::size_t position = 2;
  while (position < bytes.size()) {
    const void* found = std::memchr(bytes.data() + position, 0xFF, bytes.size() - position);
    if (found == nullptr) return false;
    position = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - bytes.data());
    while (position < bytes.size() && bytes[position] == 0xFF) ++position;
    if (position == bytes.size()) return false;
    const std::uint8_t marker = bytes[position++];
    if (marker == 0xD9) return true;
    const bool stands_alone = marker <= 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    if (stands_alone) continue;
    if (!visit(marker, position)) return false;
    position += std::max<std::size_t>(2, image_number(bytes, position, 2, true));
  }
  return false;
}

inline bool jpeg_is_complete(ImageBytes bytes) {
  return walk_jpeg(bytes, [](std::uint8_t, std::size_t) { return true; });
}

/// Whether an end-of-image marker comes behind the first scan's header: coded data have no 0xFF 0xD9 of their own. Stray
/// markers in or behind them, which libjpeg steps over, do not hide it; a libjpeg that runs out of bytes before says so itself.
inline bool jpeg_has_end(ImageBytes bytes) {
  std::size_t scan = bytes.size();
  (void)walk_jpeg(bytes, [&](std::uint8_t marker, std::size_t position) {
    if (marker == 0xDA) scan = position;
    return marker != 0xDA;
  });
  for (; scan < bytes.size(); ++scan) {
    const void* found = std::memchr(bytes.data() + scan, 0xFF, bytes.size() - scan);
    if (found == nullptr) return false;
    scan = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - bytes.data());
    if (scan + 1 < bytes.size() && bytes[scan + 1] == 0xD9) return true;
  }
  return false;
}

}  // namespace graft::detail
