#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include <graft/data/decode/detail/image_format.hpp>
#include <graft/data/decode/detail/palette.hpp>
#include <graft/data/decode/detail/values.hpp>
#include <graft/data/decode/detail/whole_image.hpp>

namespace graft::detail {

/// A BMP with OS/2's headers or Windows' up to V5, with a palette, run lengths, or 16, 24 and 32 bits, in either order of rows.
///
/// Source: Pillow's BmpImagePlugin, its newest version for run lengths (9.4 misreads a delta, and an odd count of single pixels
/// of 4 bits). As there, a palette of black and white, or of all greys in order, says how many bits a pixel has.
class BmpImage final : public WholeImage {
 public:
  explicit BmpImage(ImageBytes bytes) : bytes_(bytes) {
    const std::uint64_t header = number(14, 4);
    const bool is_os2 = header == 12;
    constexpr std::array<std::uint64_t, 7> known{12, 40, 52, 56, 64, 108, 124};
    if (bytes.size() < 18 || bytes.size() - 14 < header) refuse_truncated(bytes);
    if (std::find(known.begin(), known.end(), header) == known.end())
      refuse_unsupported("a BMP header of " + std::to_string(header) + " bytes", "12, 40, 52, 56, 64, 108 or 124");
    top_down_ = !is_os2 && bytes[25] == 0xFF;
    width_ = is_os2 ? number(18, 2) : number(18, 4);
    height_ = is_os2 ? number(20, 2) : number(22, 4);
    if (top_down_) height_ = (std::uint64_t{1} << 32U) - height_;
    bits_ = is_os2 ? number(24, 2) : number(28, 2);
    const std::uint64_t compression = is_os2 ? 0 : number(30, 4);
    row_bytes_ = (width_ * bits_ + 31) / 32 * 4;
    constexpr std::uint64_t fields = 3;
    run_lengths_ = (compression == 1 || compression == 2) && bits_ <= 8;
    runs_of_4_bits_ = compression == 2;
    if (compression != 0 && compression != fields && !run_lengths_)
      refuse_unsupported("pixels of " + std::to_string(bits_) + " bits in BMP compression " + std::to_string(compression),
                         "0, 3, or up to 8 bits in 1 or 2");

    begin_ = number(10, 4);
    const std::size_t palette = 14 + static_cast<std::size_t>(header);
    if (bits_ == 1 || bits_ == 4 || bits_ == 8) {
      if (compression == fields) refuse_unsupported("bit fields for a palette", "them with 16 to 32 bits");
      read_palette(palette, is_os2 ? 0 : number(46, 4), is_os2 ? 3 : 4);
    } else if (bits_ == 16 || bits_ == 24 || bits_ == 32) {
      const bool own_masks = compression == fields;
      if (own_masks) read_masks(header >= 56);
      if (begin_ == 0) begin_ = palette + (own_masks && header == 40 ? 12 : 0);
    } else {
      refuse_unsupported("pixels of " + std::to_string(bits_) + " bits", "1, 4, 8, 16, 24 or 32 in a BMP");
    }
  }

  void decode(std::uint8_t* rgb) override {
    const auto width = static_cast<std::size_t>(width_);
    const auto height = static_cast<std::size_t>(height_);
    ZeroedBytes indices;
    const std::uint8_t* rows = nullptr;
    std::size_t step = static_cast<std::size_t>(row_bytes_);
    if (run_lengths_) {
      indices = ZeroedBytes(width * height);
      expand_runs(indices);
      rows = indices.data();
      step = width;
      bits_ = 8;
    } else {
      const std::size_t wanted = (width * static_cast<std::size_t>(bits_) + 7) / 8;  // the last row may lack its padding
      if (step < wanted) refuse_unsupported("a palette of all greys for fewer bits", "8 bits");
      if (begin_ >= bytes_.size() || bytes_.size() - begin_ < wanted || (bytes_.size() - begin_ - wanted) / step < height - 1)
        refuse_truncated(bytes_);
      rows = bytes_.data() + begin_;
    }
    for (std::size_t y = 0; y < height; ++y)
      expand_row(rows + (top_down_ ? y : height - 1 - y) * step, width, rgb + y * width * 3);
  }

 private:
  [[nodiscard]] std::uint64_t number(std::size_t at, std::size_t count) const { return image_number(bytes_, at, count, false); }

  void read_palette(std::size_t at, std::uint64_t said, std::size_t entry_bytes) {
    const std::uint64_t colours = said != 0 ? said : std::uint64_t{1} << bits_;
    const ImageBytes entries =
        bytes_.subspan(at, static_cast<std::size_t>(std::min<std::uint64_t>(colours * entry_bytes, bytes_.size() - at)));
    if (entries.size() / entry_bytes > 256)
      refuse_unsupported("a palette of " + std::to_string(colours) + " colours", "at most 256");
    palette_ = Palette(entries, entry_bytes, true);
    if (begin_ == at) begin_ += 4 * colours;
    if (begin_ == 0) begin_ = at + entries.size();

    bool is_grey = true;  // of black and white, or of all greys in order
    for (std::size_t i = 0; is_grey && i < colours; ++i) {
      const std::size_t grey = colours == 2 ? i * 255 : i;
      is_grey = (i + 1) * entry_bytes <= entries.size() &&
                std::all_of(entries.data() + i * entry_bytes, entries.data() + i * entry_bytes + 3,
                            [&](std::uint8_t value) { return value == grey; });
    }
    if (is_grey && !run_lengths_) bits_ = colours == 2 ? 1 : 8;  // Pillow then reads the pixels as such
  }

  /// Where red, green, blue (and alpha) are in a pixel.
  void read_masks(bool has_alpha) {
    struct Layout {
      std::uint64_t bits, red, green, blue, alpha;
      std::array<std::uint8_t, 3> bytes;
    };
    static constexpr std::array<Layout, 9> known{{{32, 0xFF0000, 0xFF00, 0xFF, 0, {2, 1, 0}},
                                                  {32, 0xFF000000, 0xFF0000, 0xFF00, 0, {3, 2, 1}},
                                                  {32, 0xFF000000, 0xFF0000, 0xFF00, 0xFF, {3, 2, 1}},
                                                  {32, 0xFF, 0xFF00, 0xFF0000, 0xFF000000, {0, 1, 2}},
                                                  {32, 0xFF0000, 0xFF00, 0xFF, 0xFF000000, {2, 1, 0}},
                                                  {32, 0, 0, 0, 0, {2, 1, 0}},
                                                  {24, 0xFF0000, 0xFF00, 0xFF, 0, {2, 1, 0}},
                                                  {16, 0xF800, 0x7E0, 0x1F, 0, {}},
                                                  {16, 0x7C00, 0x3E0, 0x1F, 0, {}}}};
    const std::uint64_t red = number(54, 4), green = number(58, 4), blue = number(62, 4), alpha = has_alpha ? number(66, 4) : 0;
    for (const Layout& layout : known) {
      if (layout.bits != bits_ || layout.red != red || layout.green != green || layout.blue != blue) continue;
      if (bits_ == 32 && layout.alpha != alpha) continue;
      channels_ = layout.bytes;
      green_has_6_bits_ = red == 0xF800;
      return;
    }
    refuse_unsupported("bit fields of an unusual layout", "8 bits a colour, 5-5-5 or 5-6-5");
  }

  void expand_runs(const ZeroedBytes& out) const {
    const std::size_t width = static_cast<std::size_t>(width_), end = out.size();
    std::size_t at = static_cast<std::size_t>(begin_), done = 0, x = 0;
    const auto put = [&](std::size_t value) {
      if (done < end) out[done++] = static_cast<std::uint8_t>(value);
    };
    const auto skip = [&](std::size_t count) { done += std::min(count, end - done); };
    const auto nibble = [&](std::size_t byte, std::size_t i) -> std::size_t { return i % 2 == 0 ? byte >> 4U : byte & 15U; };
    while (done < end) {
      if (at + 2 > bytes_.size()) refuse_truncated(bytes_);
      const std::size_t count = bytes_[at], value = bytes_[at + 1];
      at += 2;
      if (count > 0) {
        const std::size_t fits = std::min(count, width - std::min(width, x));
        for (std::size_t i = 0; i < fits; ++i) put(runs_of_4_bits_ ? nibble(value, i) : value);
        x += fits;
      } else if (value == 0) {  // the end of a row
        skip((width - done % width) % width);
        x = 0;
      } else if (value == 1) {
        refuse_damaged("its runs end before its rows do");
      } else if (value == 2) {  // somewhere to the right and above
        if (at + 2 > bytes_.size()) refuse_truncated(bytes_);
        skip(bytes_[at] + bytes_[at + 1] * width);
        at += 2;
        x = done % width;
      } else {  // single pixels
        const std::size_t pixels = std::min(value, end - done);
        const std::size_t used = runs_of_4_bits_ ? (pixels + 1) / 2 : pixels;
        if (used > bytes_.size() - at) refuse_truncated(bytes_);
        for (std::size_t i = 0; i < pixels; ++i) put(runs_of_4_bits_ ? nibble(bytes_[at + i / 2], i) : bytes_[at + i]);
        at += used;
        x += value;
        at += at % 2;
      }
    }
  }

  void expand_row(const std::uint8_t* row, std::size_t width, std::uint8_t* rgb) const {
    switch (bits_) {
      case 16:
        for (std::size_t x = 0; x < width; ++x, row += 2) {
          const unsigned pixel = row[0] + 256U * row[1], green = green_has_6_bits_ ? 63 : 31;
          *rgb++ = static_cast<std::uint8_t>((pixel >> (green_has_6_bits_ ? 11U : 10U) & 31U) * 255 / 31);
          *rgb++ = static_cast<std::uint8_t>((pixel >> 5U & green) * 255 / green);
          *rgb++ = static_cast<std::uint8_t>((pixel & 31U) * 255 / 31);
        }
        break;
      case 24:
      case 32:
        for (std::size_t x = 0; x < width; ++x, row += bits_ / 8)
          for (const std::uint8_t channel : channels_) *rgb++ = row[channel];
        break;
      default:  // 1, 4 and 8 bits
        for (std::size_t x = 0; x < width; ++x) rgb = palette_.write(packed_value(row, x, static_cast<unsigned>(bits_)), rgb);
    }
  }

  ImageBytes bytes_;
  bool top_down_ = false;
  std::uint64_t bits_ = 0;
  std::uint64_t row_bytes_ = 0;
  std::uint64_t begin_ = 0;  ///< of the pixels
  bool run_lengths_ = false;
  bool runs_of_4_bits_ = false;
  bool green_has_6_bits_ = false;
  std::array<std::uint8_t, 3> channels_{2, 1, 0};
  Palette palette_;
};

}  // namespace graft::detail
