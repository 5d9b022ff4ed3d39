#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <graft/data/box.hpp>
#include <graft/data/decode.hpp>
#include <graft/data/detail/picture_format.hpp>
#include <graft/data/detail/scratch.hpp>

namespace graft::detail {

class TurboJpeg;

/// A picture file in memory. Its size is known from the start; what is then wanted of its pixels is read once, from the top.
///
/// Errors: those of `decode_image`, for the header from the constructor, for the pixels from `begin` and `next`.
class EncodedPicture {
 public:
  /// `bytes` must stay where they are.
  EncodedPicture(PictureBytes bytes, std::string_view name, const DecodeOptions& options);
  EncodedPicture(const EncodedPicture&) = delete;
  EncodedPicture& operator=(const EncodedPicture&) = delete;
  ~EncodedPicture();

  [[nodiscard]] std::int64_t width() const { return width_; }
  [[nodiscard]] std::int64_t height() const { return height_; }

  /// 1, or with DecodeOptions::draft the largest of 2, 4 and 8 by which the picture can be read smaller so that `part` of it is
  /// still as large as wanted. Source: Pillow's `draft`.
  [[nodiscard]] int denominator(const Box& part, std::int64_t width, std::int64_t height) const;

  /// Goes to the first row of `box`, in pixels of the picture at 1/denominator, and needs `memory` until the last one.
  void begin(const Box& box, int denominator, Buffer& memory);

  /// The next rows of the box, at most `resample_rows`, as RGB from the box's left edge; they stay until more are asked for.
  void next(std::span<const std::uint8_t*> rows);

  /// Whether all that `begin` was asked for could be read.
  [[nodiscard]] bool decoded() const { return decoded_; }

 private:
  void read_header();
  void require_within_limit(std::uint64_t width, std::uint64_t height) const;
  void require_complete(int channels) const;
  void decode_all();
  [[noreturn]] void fail(const std::string& what) const;

  PictureBytes bytes_;
  std::string picture_;  ///< the subject of every error
  DecodeOptions options_;
  PictureFormat format_;
  std::int64_t width_ = 0;
  std::int64_t height_ = 0;
  std::unique_ptr<TurboJpeg> turbo_;                       ///< where it reads this picture
  std::unique_ptr<std::uint8_t, void (*)(void*)> pixels_;  ///< else all of them
  int pixel_bytes_ = 3;
  std::uint8_t* lines_ = nullptr;  ///< room for rows of three bytes a pixel, where `pixels_` has four
  Box box_;
  std::int64_t rows_given_ = 0;
  bool decoded_ = false;
};

}  // namespace graft::detail
