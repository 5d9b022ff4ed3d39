#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <graft/data/decode/detail/image_format.hpp>

namespace graft::detail {

/// 256 colours, RGB: those of a file, and grey of the entry's own number where the file has none, as in Pillow.
class Palette {
 public:
  Palette() {
    for (std::size_t i = 0; i < colours_.size(); ++i) colours_[i].fill(static_cast<std::uint8_t>(i));
  }

  Palette(ImageBytes entries, std::size_t entry_bytes, bool blue_first) : Palette() {
    const std::size_t count = std::min(colours_.size(), entries.size() / entry_bytes);
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t c = 0; c < 3; ++c) colours_[i][blue_first ? 2 - c : c] = entries[i * entry_bytes + c];
    }
  }

  /// Writes the colour of an index, and returns where the next one goes.
  std::uint8_t* write(std::uint8_t index, std::uint8_t* rgb) const { return std::copy_n(colours_[index].data(), 3, rgb); }

 private:
  std::array<std::array<std::uint8_t, 3>, 256> colours_{};
};

}  // namespace graft::detail
