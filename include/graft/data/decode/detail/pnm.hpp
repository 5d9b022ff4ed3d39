#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include <graft/data/decode/detail/image_format.hpp>
#include <graft/data/decode/detail/values.hpp>
#include <graft/data/decode/detail/whole_image.hpp>

namespace graft::detail {

/// A PBM, PGM or PPM, as text (P1 to P3) or binary (P4 to P6), with values up to 65535.
///
/// Source: Pillow's PpmImagePlugin.
class PnmImage final : public WholeImage {
 public:
  explicit PnmImage(ImageBytes bytes) : bytes_(bytes) {
    kind_ = bytes.size() > 1 ? bytes[1] : std::uint8_t{0};
    width_ = take_number();
    height_ = take_number();
    if (is_bitmap()) return;
    maximum_ = take_number();
    if (maximum_ == 0 || maximum_ > 65535)
      refuse_unsupported("values up to " + std::to_string(maximum_), "at most 65535 in a PPM or PGM");
  }

  void decode(std::uint8_t* rgb) override {
    const std::size_t values = is_colour() ? 3 : 1;
    const auto width = static_cast<std::size_t>(width_) * values, height = static_cast<std::size_t>(height_);
    const std::size_t value_bytes = maximum_ > 255 ? 2 : 1;
    const std::size_t row_bytes = is_bitmap() ? (width + 7) / 8 : width * value_bytes;
    if (!is_text() && (at_ > bytes_.size() || (bytes_.size() - at_) / row_bytes < height)) refuse_truncated(bytes_);
    if (!is_text() && is_colour() && maximum_ == 255) {
      std::copy_n(bytes_.data() + at_, height * width, rgb);
      return;
    }
    for (std::size_t y = 0; y < height; ++y) {
      for (std::size_t x = 0; x < width; ++x) {
        const std::uint8_t* row = bytes_.data() + at_;
        const std::uint64_t value = is_text()        ? (is_bitmap() ? text_bit() : text_number())
                                    : is_bitmap()    ? packed_value(row, x, 1)
                                    : maximum_ > 255 ? std::uint64_t{256} * row[2 * x] + row[2 * x + 1]
                                                     : row[x];
        rgb = std::fill_n(rgb, is_colour() ? 1 : 3, shade(value));
      }
      if (!is_text()) at_ += row_bytes;
    }
    if (is_text() && is_bitmap()) {
      while (at_ < bytes_.size() && skip_space()) static_cast<void>(text_bit());  // nothing else may follow
    }
  }

 private:
  [[nodiscard]] bool is_text() const { return kind_ <= '3'; }
  [[nodiscard]] bool is_bitmap() const { return kind_ == '1' || kind_ == '4'; }
  [[nodiscard]] bool is_colour() const { return kind_ == '3' || kind_ == '6'; }

  [[nodiscard]] std::uint8_t shade(std::uint64_t value) const {
    if (is_bitmap()) return value == 0 ? 255 : 0;
    if (maximum_ == 255) return static_cast<std::uint8_t>(value);
    const double part = static_cast<double>(value) / static_cast<double>(maximum_);
    if (is_colour() || maximum_ < 256) return static_cast<std::uint8_t>(std::min(255.0, std::nearbyint(part * 255)));
    return clipped_grey(static_cast<unsigned>(std::nearbyint(part * 65535)));
  }

  static bool is_space(std::uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

  /// To the next byte that is neither white space nor in a comment; whether there is one.
  bool skip_space() {
    for (; at_ < bytes_.size(); ++at_) {
      if (bytes_[at_] == '#') {
        while (at_ < bytes_.size() && bytes_[at_] != '\n' && bytes_[at_] != '\r') ++at_;
        if (at_ == bytes_.size()) return false;
      } else if (!is_space(bytes_[at_])) {
        return true;
      }
    }
    return false;
  }

  /// A number of up to ten digits and the white space behind it. A comment may stand within: it ends no number.
  std::uint64_t take_number() {
    if (!skip_space()) refuse_truncated(bytes_);
    std::uint64_t number = 0;
    for (int digits = 0;; ++at_) {
      if (at_ == bytes_.size()) return number;
      const std::uint8_t c = bytes_[at_];
      if (is_space(c)) break;
      if (c == '#') {
        while (at_ < bytes_.size() && bytes_[at_] != '\n' && bytes_[at_] != '\r') ++at_;
        if (at_ == bytes_.size()) return number;
        continue;
      }
      if (c < '0' || c > '9' || ++digits > 10) refuse_damaged("a number of it makes no sense");
      number = 10 * number + (c - std::uint64_t{'0'});
    }
    ++at_;
    return number;
  }

  std::uint64_t text_number() {
    const std::uint64_t number = take_number();
    if (number > maximum_)
      refuse_damaged("it has the value " + std::to_string(number) + ", more than its largest, " + std::to_string(maximum_));
    return number;
  }

  /// One digit, behind which white space is optional.
  std::uint64_t text_bit() {
    if (!skip_space()) refuse_truncated(bytes_);
    const std::uint8_t c = bytes_[at_++];
    if (c != '0' && c != '1') refuse_damaged("a pixel of it is neither 0 nor 1");
    return c - std::uint64_t{'0'};
  }

  ImageBytes bytes_;
  std::size_t at_ = 2;
  std::uint8_t kind_ = 0;
  std::uint64_t maximum_ = 1;
};

}  // namespace graft::detail
