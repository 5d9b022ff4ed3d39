#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <graft/data/decode/detail/image_format.hpp>
#include <graft/data/decode/detail/palette.hpp>
#include <graft/data/decode/detail/whole_image.hpp>

namespace graft::detail {

/// The first frame of a GIF on its screen, which is as large as the frame needs and filled with the transparent colour, or the
/// first one. Transparent pixels have their palette's colour.
///
/// Source: Pillow's GifImagePlugin and GifDecode.c: the same files are accepted, so what follows the last pixel is not read.
class GifImage final : public WholeImage {
 public:
  explicit GifImage(ImageBytes bytes) : bytes_(bytes) {
    width_ = number(6, 2);
    height_ = number(8, 2);
    at_ = 10;
    const unsigned flags = take();
    at_ += 2;
    const Palette global = take_palette(flags);
    skip_extensions();
    left_ = take_number();
    top_ = take_number();
    columns_ = take_number();
    rows_ = take_number();
    width_ = std::max<std::uint64_t>(width_, left_ + columns_);
    height_ = std::max<std::uint64_t>(height_, top_ + rows_);
    const unsigned local = take();
    interlaced_ = (local & 0x40U) != 0;
    palette_ = (local & 0x80U) != 0 ? take_palette(local) : global;
    literal_bits_ = take();
    if (columns_ == 0 || rows_ == 0) refuse_damaged("its first frame is empty");
    if (literal_bits_ > 12) refuse_damaged("its codes have more than 12 bits");
  }

  void decode(std::uint8_t* rgb) override {
    const auto width = static_cast<std::size_t>(width_), height = static_cast<std::size_t>(height_);
    const ZeroedBytes frame(columns_ * rows_);
    expand_codes(frame);
    for (std::size_t y = 0; y < height; ++y) {
      const bool inside = y >= top_ && y - top_ < rows_;
      const std::uint8_t* row = inside ? frame.data() + (y - top_) * columns_ : nullptr;
      for (std::size_t x = 0; x < width; ++x)
        rgb = palette_.write(inside && x >= left_ && x - left_ < columns_ ? row[x - left_] : background_, rgb);
    }
  }

 private:
  [[nodiscard]] std::size_t number(std::size_t at, std::size_t count) const {
    return static_cast<std::size_t>(image_number(bytes_, at, count, false));
  }

  unsigned take() {
    if (at_ >= bytes_.size()) refuse_truncated(bytes_);
    return bytes_[at_++];
  }

  std::size_t take_number() {
    const std::size_t low = take();
    return low + 256 * take();
  }

  Palette take_palette(unsigned flags) {
    if ((flags & 0x80U) == 0) return {};
    const std::size_t size = std::size_t{3} << ((flags & 7U) + 1U);
    if (bytes_.size() < at_ || bytes_.size() - at_ < size) refuse_truncated(bytes_);
    at_ += size;
    return {bytes_.subspan(at_ - size, size), 3, false};
  }

  /// To behind the comma before the first frame. A control extension names the transparent colour.
  void skip_extensions() {
    for (unsigned kind = take(); kind != ','; kind = take()) {
      if (kind == ';') refuse_damaged("it has no frame");
      if (kind != '!') continue;
      const unsigned label = take();
      std::size_t size = take();
      if (label == 0xF9) {
        const bool names_colour = size > 0 && (number(at_, 1) & 1U) != 0;
        if (size == 0 || (names_colour && size < 4)) refuse_damaged("its control extension is too short");
        if (names_colour) background_ = static_cast<std::uint8_t>(number(at_ + 3, 1));
      }
      for (; size > 0; size = take()) at_ += size;
    }
  }

  /// Where the rows of the frame come: one after the other, or every 8th, those between, every other one, and the rest.
  class Rows {
   public:
    Rows(std::size_t rows, bool interlaced) : rows_(rows), pass_(interlaced ? 0 : 4) { settle(); }
    [[nodiscard]] bool done() const { return pass_ > 4; }
    [[nodiscard]] std::size_t row() const { return row_; }
    void next() {
      row_ += step[pass_];
      settle();
    }

   private:
    static constexpr std::array<std::size_t, 5> first{0, 4, 2, 1, 0}, step{8, 8, 4, 2, 1};
    void settle() {
      while (row_ >= rows_) {
        pass_ = pass_ == 3 ? 5 : pass_ + 1;
        if (done()) return;
        row_ = first[pass_];
      }
    }

    std::size_t rows_;
    std::size_t pass_;  ///< 0 to 3, 4 where rows come in order, 5 behind the last
    std::size_t row_ = 0;
  };

  /// Codes of a growing number of bits, from blocks of up to 255 bytes.
  unsigned take_code(unsigned bits) {
    while (bit_count_ < bits) {
      if (block_left_ == 0) {
        block_left_ = take();
        if (block_left_ == 0) refuse_damaged("its pixels end before its rows do");
        if (bytes_.size() - at_ < block_left_) refuse_truncated(bytes_);
      }
      bit_buffer_ |= take() << bit_count_;
      bit_count_ += 8;
      --block_left_;
    }
    const unsigned code = bit_buffer_ & ((1U << bits) - 1U);
    bit_buffer_ >>= bits;
    bit_count_ -= bits;
    return code;
  }

  void expand_codes(const ZeroedBytes& frame) {
    constexpr std::size_t table = 4096;
    std::array<std::uint8_t, table> value{};
    std::array<std::uint16_t, table> link{};
    std::array<std::uint8_t, table> reversed{};
    const unsigned clear = 1U << literal_bits_;
    unsigned next = clear + 2, bits = literal_bits_ + 1, last = 0;
    std::uint8_t first = 0;  // of the last string
    bool fresh = true;       // the next code is the first one behind a clear code
    Rows rows(rows_, interlaced_);
    std::size_t x = 0;
    while (true) {
      const unsigned code = take_code(bits);
      if (code == clear) {
        next = clear + 2;
        bits = literal_bits_ + 1;
        fresh = true;
        continue;
      }
      if (code == clear + 1) refuse_damaged("its pixels end before its rows do");
      if (code > (fresh ? clear : next)) refuse_damaged("its codes make no sense");
      std::size_t size = 0;
      unsigned at = code;
      if (!fresh && code == next) {
        reversed[size++] = first;
        at = last;
      }
      while (at >= clear) {
        if (at >= table || size == table) refuse_damaged("its codes make no sense");
        reversed[size++] = value[at];
        at = link[at];
      }
      if (size == table) refuse_damaged("its codes make no sense");
      first = static_cast<std::uint8_t>(at);
      reversed[size++] = first;
      if (!fresh && next < table) {
        value[next] = first;
        link[next] = static_cast<std::uint16_t>(last);
        if (next == (1U << bits) - 1U && bits < 12) ++bits;
        ++next;
      }
      last = code;
      fresh = false;
      while (size > 0) {
        frame[rows.row() * columns_ + x] = reversed[--size];
        if (++x < columns_) continue;
        x = 0;
        rows.next();
        if (rows.done()) return;
      }
    }
  }

  ImageBytes bytes_;
  std::size_t at_ = 0;
  std::size_t left_ = 0;
  std::size_t top_ = 0;
  std::size_t columns_ = 0;
  std::size_t rows_ = 0;
  bool interlaced_ = false;
  Palette palette_;
  std::uint8_t background_ = 0;
  unsigned literal_bits_ = 0;
  unsigned block_left_ = 0;
  unsigned bit_buffer_ = 0;
  unsigned bit_count_ = 0;
};

}  // namespace graft::detail
