#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <graft/data/decode/decode.hpp>
#include <graft/data/decode/detail/image_format.hpp>
#include <graft/data/decode/detail/whole_image.hpp>
#include <graft/data/image/box.hpp>
#include <graft/data/image/detail/scratch.hpp>

namespace graft::detail {

class TurboJpeg;

/// An image file in memory. Its size is known from the start; the wanted part of its pixels is then decoded once, from the top.
///
/// Errors: those of `decode_image`, for the header from the constructor, for the pixels from `begin` and `next`.
class EncodedImage {
 public:
  /// `bytes` must stay where they are.
  EncodedImage(ImageBytes bytes, std::string_view name, const DecodeOptions& options);
  EncodedImage(const EncodedImage&) = delete;
  EncodedImage& operator=(const EncodedImage&) = delete;
  ~EncodedImage();

  [[nodiscard]] std::int64_t width() const { return width_; }
  [[nodiscard]] std::int64_t height() const { return height_; }

  /// 1, or with DecodeOptions::draft the largest of 2, 4 and 8 by which the image can be read smaller so that `part` of it is
  /// still as large as wanted. Source: Pillow's `draft`.
  [[nodiscard]] int denominator(const Box& part, std::int64_t width, std::int64_t height) const;

  /// Goes to the first row of `box`, in pixels of the image at 1/denominator. `memory` is in use until the last row was read.
  void begin(const Box& box, int denominator, Buffer& memory);

  /// The next rows of the box, at most `resample_rows`, as RGB from the box's left edge; valid until the next call.
  void next(std::span<const std::uint8_t*> rows);

  /// Whether all rows of the box were read.
  [[nodiscard]] bool decoded() const { return decoded_; }

 private:
  void require_within_limit(std::uint64_t width, std::uint64_t height);
  void decode_all();
  [[noreturn]] void fail(const std::string& what) const;
  [[noreturn]] void fail_as_libjpeg_says() const;

  ImageBytes bytes_;
  std::string subject_;  ///< of every error: "image 'NAME'"
  DecodeOptions options_;
  std::int64_t width_ = 0;
  std::int64_t height_ = 0;
  std::unique_ptr<TurboJpeg> turbo_;   ///< the decoder, where it is libjpeg-turbo
  std::unique_ptr<WholeImage> whole_;  ///< another one, until it has decoded
  ZeroedBytes pixels_;                 ///< what that one decoded
  Box box_;
  std::int64_t rows_given_ = 0;
  bool decoded_ = false;
};

}  // namespace graft::detail
