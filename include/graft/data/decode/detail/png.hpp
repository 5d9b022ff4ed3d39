#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <graft/core/printable.hpp>
#include <graft/data/decode/detail/image_format.hpp>
#include <graft/data/decode/detail/inflate.hpp>
#include <graft/data/decode/detail/palette.hpp>
#include <graft/data/decode/detail/values.hpp>
#include <graft/data/decode/detail/whole_image.hpp>

namespace graft::detail {

/// A PNG of any depth and colour type, interlaced or not; its transparency, gamma and profile are ignored.
///
/// Source: Pillow's PngImagePlugin and ZipDecode.c, which also say what is accepted: chunks before the pixels need a right
/// checksum, the end chunk may be missing, and where the compressed data end whole but early, the rows that lack are black.
/// stb_image and libpng would show black, or worse, for indices beyond the palette.
class PngImage final : public WholeImage {
 public:
  explicit PngImage(ImageBytes bytes) : bytes_(bytes) {
    std::size_t at = 8;
    Chunk chunk = chunk_at(at);
    for (; chunk.name != "IDAT" && chunk.name != "IEND"; chunk = chunk_at(at)) {
      const std::size_t begin = at + 8, end = begin + chunk.length;
      if (chunk.length > bytes.size() - begin || bytes.size() - end < 4) refuse_truncated(bytes);
      const auto claimed = static_cast<std::uint32_t>(image_number(bytes, end, 4, true));
      if (crc32_of(bytes.subspan(at + 4, chunk.length + 4)) != claimed)
        refuse_damaged("the checksum of its chunk " + printable(std::string(chunk.name)) + " is wrong");
      if (chunk.name == "IHDR") read_header(bytes.subspan(begin, chunk.length));
      if (chunk.name == "PLTE" && colour_ == Colour::palette) {
        if (chunk.length / 3 > 256) refuse_damaged("its palette has more than 256 colours");
        palette_ = Palette(bytes.subspan(begin, chunk.length), 3, false);
      }
      at = end + 4;
    }
    if (bits_ == 0 || chunk.name != "IDAT") refuse_damaged("its header cannot be read");
    while (image_has(bytes, at + 4, "IDAT")) {
      const auto length = static_cast<std::size_t>(image_number(bytes, at, 4, true));
      data_.push_back(bytes.subspan(at + 8, std::min(length, bytes.size() - at - 8)));
      at += 12 + length;
    }
  }

  void decode(std::uint8_t* rgb) override {
    const bool whole = decode_rows(
        rgb, 3, [&](const std::uint8_t* row, std::size_t columns, std::uint8_t* out) { expand_row(row, columns, out); });
    if (!whole) blank_rest(rgb);
  }

  /// Why its pixels are no numbers, one a pixel, as it is said behind "mask 'NAME'"; empty where they are.
  [[nodiscard]] std::string mask_problem() const {
    switch (colour_) {
      case Colour::palette: return {};
      case Colour::grey:
        if (bits_ <= 8) return {};
        return " has grey values of 16 bits, expected at most 8; save it as a PNG of 8 bits (in Pillow: mode L)";
      case Colour::grey_alpha: return " has an alpha channel, expected one number a pixel; save it without (in Pillow: mode L)";
      case Colour::rgb:
      case Colour::rgb_alpha: break;
    }
    return " is in colour, expected one number a pixel; replace each colour by the number of its class and save that as a grey "
           "or palette PNG (in Pillow: mode L or P)";
  }

  /// Writes height x width numbers, zero before: of a palette the indices, else the grey values. Call once, in place of
  /// `decode`.
  void decode_numbers(std::uint8_t* numbers) {
    decode_rows(numbers, 1, [&](const std::uint8_t* row, std::size_t columns, std::uint8_t* out) {
      const unsigned factor = colour_ == Colour::grey && (bits_ == 2 || bits_ == 4) ? 255 / ((1U << bits_) - 1U) : 1;
      for (std::size_t x = 0; x < columns; ++x) out[x] = static_cast<std::uint8_t>(packed_value(row, x, bits_) * factor);
    });
  }

 private:
  enum class Colour : std::uint8_t { grey = 0, rgb = 2, palette = 3, grey_alpha = 4, rgb_alpha = 6 };

  struct Chunk {
    std::size_t length;
    std::string_view name;
  };

  struct Pass {
    std::size_t left, top, step, row_step;
  };

  /// Errors: Undecodable when there is none: its name are four letters or digits.
  [[nodiscard]] Chunk chunk_at(std::size_t at) const {
    if (bytes_.size() < 8 || at > bytes_.size() - 8) refuse_truncated(bytes_);
    const std::string_view name(reinterpret_cast<const char*>(bytes_.data() + at + 4), 4);
    const auto is_letter = [](char c) {
      return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    };
    if (!std::all_of(name.begin(), name.end(), is_letter)) refuse_damaged("a chunk of it has no name");
    return {static_cast<std::size_t>(image_number(bytes_, at, 4, true)), name};
  }

  void read_header(ImageBytes header) {
    if (header.size() < 13) refuse_damaged("its header cannot be read");
    width_ = image_number(header, 0, 4, true);
    height_ = image_number(header, 4, 4, true);
    const unsigned bits = header[8], colour = header[9];
    const bool is_packed = bits == 1 || bits == 2 || bits == 4;
    const bool is_known = colour == 0   ? is_packed || bits == 8 || bits == 16
                          : colour == 3 ? is_packed || bits == 8
                                        : (colour == 2 || colour == 4 || colour == 6) && (bits == 8 || bits == 16);
    if (!is_known || header[11] != 0) refuse_damaged("its header makes no sense");
    bits_ = bits;
    colour_ = static_cast<Colour>(colour);
    interlaced_ = header[12] != 0;
  }

  [[nodiscard]] std::size_t pixel_bits() const {
    constexpr std::array<std::size_t, 7> values{1, 0, 3, 1, 2, 0, 4};
    return values[static_cast<std::size_t>(colour_)] * bits_;
  }

  [[nodiscard]] std::size_t row_size(std::uint64_t columns) const {
    return (static_cast<std::size_t>(columns) * pixel_bits() + 7) / 8;
  }

  /// Calls `visit(bytes, pixels, y, pass, whether it is the first of the pass)` for every row in the order of the file.
  template <class Visit>
  void for_each_row(Visit visit) const {
    static constexpr std::array<Pass, 7> seven{
        {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}};
    static constexpr std::array<Pass, 1> one{{{0, 0, 1, 1}}};
    const auto width = static_cast<std::size_t>(width_), height = static_cast<std::size_t>(height_);
    for (const Pass& pass : interlaced_ ? std::span<const Pass>(seven) : std::span<const Pass>(one)) {
      if (width <= pass.left) continue;
      const std::size_t columns = (width - pass.left + pass.step - 1) / pass.step;
      for (std::size_t y = pass.top; y < height; y += pass.row_step) visit(row_size(columns), columns, y, pass, y == pass.top);
    }
  }

  /// Writes the rows, `values` a pixel, as `expand(row, pixels, out)` makes them; whether the file has them all.
  template <class Expand>
  bool decode_rows(std::uint8_t* pixels, std::size_t values, Expand expand) {
    std::size_t size = 0;
    for_each_row([&](std::size_t row_bytes, auto...) { size += row_bytes + 1; });
    const ZeroedBytes rows(size);
    const Inflated inflated = inflate(data_, rows.data(), size);

    const auto width = static_cast<std::size_t>(width_);
    const ZeroedBytes zeros(row_size(width_)), line(width * values);
    const std::uint8_t* above = nullptr;
    std::uint8_t* row = rows.data();
    std::size_t done = 0;
    for_each_row([&](std::size_t row_bytes, std::size_t columns, std::size_t y, const Pass& pass, bool first) {
      done += row_bytes + 1;
      if (done > inflated.bytes) return;
      remove_filter(row + 1, first ? zeros.data() : above, row_bytes, *row);
      above = row + 1;
      std::uint8_t* const out = pixels + y * width * values;
      if (pass.step == 1) {
        expand(above, columns, out);
      } else {
        expand(above, columns, line.data());
        for (std::size_t i = 0; i < columns; ++i)
          std::copy_n(line.data() + values * i, values, out + values * (pass.left + i * pass.step));
      }
      last_ = done;
      row += row_bytes + 1;
    });
    if (last_ < size && !(inflated.ended && last_ == inflated.bytes && last_ > 0)) refuse_truncated(bytes_);
    require_whole_chunks(inflated.pieces);
    return last_ == size;
  }

  void remove_filter(std::uint8_t* row, const std::uint8_t* above, std::size_t size, unsigned filter) const {
    const std::size_t pixel = (pixel_bits() + 7) / 8;
    const auto add = [&](std::size_t i, int value) { row[i] = static_cast<std::uint8_t>(row[i] + value); };
    switch (filter) {
      case 0: break;
      case 1:
        for (std::size_t i = pixel; i < size; ++i) add(i, row[i - pixel]);
        break;
      case 2:
        for (std::size_t i = 0; i < size; ++i) add(i, above[i]);
        break;
      case 3:
        for (std::size_t i = 0; i < pixel; ++i) add(i, above[i] / 2);
        for (std::size_t i = pixel; i < size; ++i) add(i, (row[i - pixel] + above[i]) / 2);
        break;
      case 4:
        for (std::size_t i = 0; i < pixel; ++i) add(i, above[i]);
        for (std::size_t i = pixel; i < size; ++i) {
          const int left = row[i - pixel], up = above[i], corner = above[i - pixel];
          const int to_left = std::abs(up - corner), to_up = std::abs(left - corner),
                    to_corner = std::abs(left + up - 2 * corner);
          add(i, to_left <= to_up && to_left <= to_corner ? left : to_up <= to_corner ? up : corner);
        }
        break;
      default: refuse_damaged("a row of it has an unknown filter");
    }
  }

  void expand_row(const std::uint8_t* row, std::size_t columns, std::uint8_t* rgb) const {
    const std::size_t value = bits_ / 8, pixel = pixel_bits() / 8;
    switch (colour_) {
      case Colour::palette:
        for (std::size_t x = 0; x < columns; ++x) rgb = palette_.write(packed_value(row, x, bits_), rgb);
        break;
      case Colour::grey:
        for (std::size_t x = 0; x < columns; ++x) {
          const std::uint8_t grey = bits_ == 16
                                        ? clipped_grey(256U * row[2 * x] + row[2 * x + 1])
                                        : static_cast<std::uint8_t>(packed_value(row, x, bits_) * (255 / ((1U << bits_) - 1U)));
          rgb = std::fill_n(rgb, 3, grey);
        }
        break;
      case Colour::grey_alpha:
        for (std::size_t x = 0; x < columns; ++x) rgb = std::fill_n(rgb, 3, row[x * pixel]);
        break;
      case Colour::rgb:
      case Colour::rgb_alpha:
        for (std::size_t x = 0; x < columns; ++x, row += pixel)
          for (std::size_t c = 0; c < 3; ++c) *rgb++ = row[c * value];
        break;
    }
  }

  /// In the place of pixels that the file lacks: what an index of 0 means.
  void blank_rest(std::uint8_t* rgb) const {
    if (colour_ != Colour::palette) return;
    const auto width = static_cast<std::size_t>(width_);
    std::size_t done = 0;
    for_each_row([&](std::size_t row_bytes, std::size_t columns, std::size_t y, const Pass& pass, bool) {
      done += row_bytes + 1;
      if (done <= last_) return;
      for (std::size_t i = 0; i < columns; ++i) palette_.write(0, rgb + 3 * (y * width + pass.left + i * pass.step));
    });
  }

  /// Chunks behind the pixels must be whole, where the file has not simply ended.
  void require_whole_chunks(std::size_t pieces_read) const {
    const ImageBytes last = data_[std::min(pieces_read, data_.size()) - 1];
    auto at = static_cast<std::size_t>(last.data() - bytes_.data()) + last.size() + 4;
    while (bytes_.size() >= 8 && at <= bytes_.size() - 8) {
      const ImageBytes name = bytes_.subspan(at + 4, 4);
      if (image_has(name, 0, "IEND") || std::any_of(name.begin(), name.end(), [](int c) { return c < '0' || c > 'z'; })) return;
      const auto length = static_cast<std::size_t>(image_number(bytes_, at, 4, true));
      if (bytes_.size() - at - 8 < length) refuse_truncated(bytes_);
      at += 12 + length;
    }
  }

  ImageBytes bytes_;
  unsigned bits_ = 0;  ///< of a value
  Colour colour_ = Colour::grey;
  bool interlaced_ = false;
  Palette palette_;
  std::vector<ImageBytes> data_;  ///< the compressed pixels
  std::size_t last_ = 0;          ///< behind the last row that the file has, in what is inflated
};

}  // namespace graft::detail
