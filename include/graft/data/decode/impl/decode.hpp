#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/data/decode/decode.hpp>
#include <graft/data/decode/detail/encoded_image.hpp>
#include <graft/data/decode/detail/image_format.hpp>
#include <graft/data/decode/detail/jpeg_tables.hpp>
#include <graft/data/decode/detail/read_file.hpp>
#include <graft/data/decode/detail/turbo_jpeg.hpp>
#include <graft/data/decode/detail/whole_palette.hpp>
#include <graft/data/image/detail/resample.hpp>

// The only file that includes stb_image. It also defines stb_image's functions, once in a program, unless GRAFT_STB_ELSEWHERE
// says that another source file or -lstb does.
#ifndef GRAFT_STB_ELSEWHERE
#define STB_IMAGE_IMPLEMENTATION
#endif
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#endif
#include <stb_image.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
#undef STB_IMAGE_IMPLEMENTATION

namespace graft {

bool has_jpeg_turbo() {
#ifdef GRAFT_HAS_JPEG_TURBO
  return true;
#else
  return false;
#endif
}

namespace detail {

#ifndef GRAFT_HAS_JPEG_TURBO
/// A stand-in without libjpeg-turbo; no object of it is ever made.
class TurboJpeg {
 public:
  bool read_header(ImageBytes) { return false; }
  bool begin(const Box&, int, Buffer&) { return false; }
  bool next(std::span<const std::uint8_t*>) { return false; }
  std::int64_t width() const { return 0; }
  std::int64_t height() const { return 0; }
  std::string problem() const { return {}; }
};
#endif

EncodedImage::EncodedImage(ImageBytes bytes, std::string_view name, const DecodeOptions& options)
    : bytes_(bytes),
      subject_("image '" + printable(std::string(name)) + "'"),
      options_(options),
      format_(image_format(bytes)),
      pixels_(nullptr, &stbi_image_free) {
  if (bytes.empty()) fail(" is empty (0 bytes); delete it or fetch it again");
  if (format_ == ImageFormat::tiff) fail(" is a TIFF, which graft does not decode; convert it to PNG or JPEG");
  if (format_ == ImageFormat::webp) fail(" is a WebP, which graft does not decode; convert it to PNG or JPEG");
  if (format_ == ImageFormat::unknown)
    fail(" is not an image: its first bytes are of no known format; expected JPEG, PNG, BMP, PPM, PGM or GIF");
  constexpr std::size_t palette = 2048;  // by which with_whole_palette() makes a file longer at the most
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) - palette)
    fail(" has " + std::to_string(bytes.size()) + " bytes, expected less than 2 GiB; save it smaller");
  if (format_ == ImageFormat::jpeg && options.jpeg == JpegDecoder::turbo && !has_jpeg_turbo())
    throw UsageError(subject_ +
                     " is to be decoded by libjpeg-turbo, which graft was built without; build it with libjpeg-turbo (Debian: "
                     "libjpeg-dev), or take JpegDecoder::best");
  if (format_ == ImageFormat::jpeg && options.jpeg != JpegDecoder::stb && has_jpeg_turbo())
    turbo_ = std::make_unique<TurboJpeg>();
  read_header();
}

EncodedImage::~EncodedImage() = default;

void EncodedImage::fail(const std::string& what) const { throw DataError(subject_ + what); }

void EncodedImage::require_within_limit(std::uint64_t width, std::uint64_t height) const {
  if (width * height <= static_cast<std::uint64_t>(std::max<std::int64_t>(0, options_.max_pixels))) return;
  fail(" claims " + std::to_string(width) + "x" + std::to_string(height) + " = " + std::to_string(width * height) +
       " pixels, more than the limit of " + std::to_string(options_.max_pixels) +
       "; raise DecodeOptions::max_pixels if you trust it");
}

/// Finds the size, and refuses a file that cannot be a complete image within the limit.
void EncodedImage::read_header() {
  // A PNG of more than the decoder's own limit would be reported below as one without a header.
  if (format_ == ImageFormat::png) require_within_limit(image_number(bytes_, 16, 4, true), image_number(bytes_, 20, 4, true));
  int width = 0;
  int height = 0;
  int channels = 0;
  bool readable = false;
  if (turbo_) {
    readable = turbo_->read_header(bytes_);
    width = static_cast<int>(turbo_->width());
    height = static_cast<int>(turbo_->height());
  } else {
    if (format_ == ImageFormat::jpeg && !jpeg_tables_are_sound(bytes_))
      fail(" is damaged: its Huffman tables are not those of a whole JPEG; fetch it again or save it as PNG");
    readable = stbi_info_from_memory(bytes_.data(), static_cast<int>(bytes_.size()), &width, &height, &channels) != 0;
  }
  if (format_ == ImageFormat::bmp && height > std::numeric_limits<int>::min())
    height = std::abs(height);  // the top row is first
  if (!readable || width <= 0 || height <= 0)
    fail(" is truncated or damaged: its header cannot be read; fetch it again or save it as PNG");
  width_ = width;
  height_ = height;
  require_within_limit(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height));
  require_complete(channels);
}

void EncodedImage::require_complete(int channels) const {
  bool complete = true;
  if (format_ == ImageFormat::jpeg) complete = turbo_ ? jpeg_has_end(bytes_) : jpeg_is_complete(bytes_);
  if (format_ == ImageFormat::png) complete = png_is_complete(bytes_);
  if (format_ == ImageFormat::bmp) complete = bmp_is_complete(bytes_);
  if (format_ == ImageFormat::gif) complete = gif_is_complete(bytes_);
  if (format_ == ImageFormat::pnm) {
    const PnmHeader header = pnm_header(bytes_);
    if (header.maximum == 0 || header.maximum > 255)
      fail(" has values up to " + std::to_string(header.maximum) +
           ", expected at most 255 in a PPM or PGM; save it with 8 bits or as PNG");
    complete = static_cast<std::int64_t>(bytes_.size() - header.data) >= width_ * height_ * channels;
  }
  if (!complete)
    fail(" is truncated: its " + std::to_string(bytes_.size()) + " bytes end before the image does; fetch it again");
}

int EncodedImage::denominator(const Box& part, std::int64_t width, std::int64_t height) const {
  if (!options_.draft || !turbo_) return 1;
  for (const int smaller : {8, 4, 2}) {
    if (part.width / smaller >= width && part.height / smaller >= height) return smaller;
  }
  return 1;
}

void EncodedImage::begin(const Box& box, int denominator, Buffer& memory) {
  box_ = box;
  rows_given_ = 0;
  if (!turbo_) {
    decode_all();
    lines_ = pixel_bytes_ == 3 ? nullptr : memory.room(resample_rows * (static_cast<std::size_t>(box.width) * 3 + 1));
    return;
  }
  if (!turbo_->begin(box, denominator, memory))
    fail(" is truncated or damaged: the decoder says '" + turbo_->problem() + "'; fetch it again or save it as PNG");
}

void EncodedImage::next(std::span<const std::uint8_t*> rows) {
  if (turbo_) {
    if (!turbo_->next(rows))
      fail(" is truncated or damaged: the decoder says '" + turbo_->problem() + "'; fetch it again or save it as PNG");
  } else {
    const std::uint8_t* pixel = pixels_.get() + ((box_.top + rows_given_) * width_ + box_.left) * pixel_bytes_;
    std::uint8_t* line = lines_;
    for (auto& row : rows) {
      row = pixel_bytes_ == 3 ? pixel : line;
      if (pixel_bytes_ == 4) {
        for (std::int64_t x = 0; x < box_.width; ++x)
          std::memcpy(line + 3 * x, pixel + 4 * x, 4);  // the next pixel overwrites the fourth byte
        line += box_.width * 3 + 1;
      }
      pixel += width_ * pixel_bytes_;
    }
  }
  rows_given_ += static_cast<std::int64_t>(rows.size());
  decoded_ = rows_given_ == box_.height;
}

void EncodedImage::decode_all() {
  int width = 0;
  int height = 0;
  int channels = 0;
  // stb converts a JPEG's colours with vector code only at four bytes a pixel; its result must stay below 2 GiB.
  constexpr std::int64_t limit = std::int64_t{1} << 28U;
  pixel_bytes_ = format_ == ImageFormat::jpeg && width_ * height_ < limit ? 4 : 3;
  const auto whole = with_whole_palette(bytes_, format_);
  const ImageBytes bytes = whole ? ImageBytes(*whole) : bytes_;
  pixels_.reset(stbi_load_from_memory(bytes.data(), static_cast<int>(bytes.size()), &width, &height, &channels, pixel_bytes_));
  if (!pixels_)
    fail(std::string(" is truncated or damaged: the decoder says '") + stbi_failure_reason() +
         "'; fetch it again or save it as PNG");
  if (format_ != ImageFormat::pnm) return;
  const auto maximum = static_cast<double>(pnm_header(bytes_).maximum);
  if (maximum == 255) return;
  for (auto& value : std::span(pixels_.get(), static_cast<std::size_t>(width_ * height_ * 3)))
    value = static_cast<std::uint8_t>(std::min(255.0, std::nearbyint(value / maximum * 255)));
}

}  // namespace detail

Image decode_image(std::span<const std::uint8_t> bytes, std::string_view name, const DecodeOptions& options) {
  detail::EncodedImage encoded(bytes, name, options);
  Image image = blank_image(encoded.width(), encoded.height());
  detail::Buffer memory;
  encoded.begin({0, 0, image.width, image.height}, 1, memory);
  const auto row_bytes = static_cast<std::size_t>(image.width) * 3;
  std::uint8_t* out = image.pixels.data();
  std::array<const std::uint8_t*, detail::resample_rows> rows{};
  for (auto left = static_cast<std::size_t>(image.height); left > 0;) {
    const auto next = std::span(rows).first(std::min(left, rows.size()));
    encoded.next(next);
    for (const std::uint8_t* row : next) out = std::copy(row, row + row_bytes, out);
    left -= next.size();
  }
  return image;
}

Image decode_image(const std::filesystem::path& file, const DecodeOptions& options) {
  detail::Buffer memory;
  return decode_image(detail::read_image_file(file.string(), memory), file.string(), options);
}

}  // namespace graft
