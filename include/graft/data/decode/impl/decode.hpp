#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/data/decode/decode.hpp>
#include <graft/data/decode/detail/bmp.hpp>
#include <graft/data/decode/detail/encoded_image.hpp>
#include <graft/data/decode/detail/first_bytes_problem.hpp>
#include <graft/data/decode/detail/gif.hpp>
#include <graft/data/decode/detail/image_format.hpp>
#include <graft/data/decode/detail/jpeg_markers.hpp>
#include <graft/data/decode/detail/png.hpp>
#include <graft/data/decode/detail/pnm.hpp>
#include <graft/data/decode/detail/read_file.hpp>
#include <graft/data/decode/detail/size_problem.hpp>
#include <graft/data/decode/detail/stb_jpeg.hpp>
#include <graft/data/decode/detail/tiff.hpp>
#include <graft/data/decode/detail/turbo_jpeg.hpp>
#include <graft/data/decode/detail/webp.hpp>
#include <graft/data/decode/detail/whole_image.hpp>
#include <graft/data/decode/optional_formats.hpp>
#include <graft/data/image/detail/resample.hpp>

namespace graft {

bool has_jpeg_turbo() {
#ifdef GRAFT_HAS_JPEG_TURBO
  return true;
#else
  return false;
#endif
}

bool has_webp() {
#ifdef GRAFT_HAS_WEBP
  return true;
#else
  return false;
#endif
}

bool has_tiff() {
#ifdef GRAFT_HAS_TIFF
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

// Stand-ins without the libraries: first_bytes_problem() comes before them.
#ifndef GRAFT_HAS_WEBP
class WebpImage final : public WholeImage {
 public:
  explicit WebpImage(ImageBytes) {}
  void decode(std::uint8_t*) override {}
};
#endif
#ifndef GRAFT_HAS_TIFF
class TiffImage final : public WholeImage {
 public:
  TiffImage(ImageBytes, std::int64_t) {}
  void decode(std::uint8_t*) override {}
};
#endif

std::string first_bytes_problem(ImageBytes bytes, std::uint64_t size) {
  if (size == 0) return " is empty (0 bytes); delete it or fetch it again";
  switch (image_format(bytes)) {
    case ImageFormat::unknown:
      return " is not an image: its first bytes are of no known format; expected JPEG, PNG, BMP, GIF, PBM, PGM, PPM, WebP or "
             "TIFF";
    case ImageFormat::webp:
      if (has_webp()) return {};
      return " is a WebP, and graft was built without libwebp; build it with libwebp (Debian: libwebp-dev), or save it as PNG";
    case ImageFormat::tiff:
      if (has_tiff()) return {};
      return " is a TIFF, and graft was built without libtiff 4.5; build it with libtiff (Debian: libtiff-dev), or save it as "
             "PNG";
    case ImageFormat::png:
      if (image_has(bytes, 12, "IHDR") && image_number(bytes, 16, 4, true) > 0 && image_number(bytes, 20, 4, true) > 0)
        return {};
      return " is truncated or damaged: its header cannot be read; fetch it again";
    case ImageFormat::jpeg:
    case ImageFormat::bmp:
    case ImageFormat::pnm:
    case ImageFormat::gif: break;
  }
  return {};
}

/// The decoder of a file whose first bytes are those of a known format; null where libjpeg-turbo decodes it, row by row.
inline std::unique_ptr<WholeImage> whole_image(ImageBytes bytes, const DecodeOptions& options) {
  switch (image_format(bytes)) {
    case ImageFormat::jpeg:
      if (options.jpeg != JpegDecoder::stb && has_jpeg_turbo()) return nullptr;
      return std::make_unique<StbJpeg>(bytes);
    case ImageFormat::png: return std::make_unique<PngImage>(bytes);
    case ImageFormat::bmp: return std::make_unique<BmpImage>(bytes);
    case ImageFormat::pnm: return std::make_unique<PnmImage>(bytes);
    case ImageFormat::gif: return std::make_unique<GifImage>(bytes);
    case ImageFormat::tiff: return std::make_unique<TiffImage>(bytes, options.max_pixels);
    case ImageFormat::webp: return std::make_unique<WebpImage>(bytes);
    case ImageFormat::unknown: break;
  }
  throw Undecodable(" is not an image");
}

EncodedImage::EncodedImage(ImageBytes bytes, std::string_view name, const DecodeOptions& options)
    : bytes_(bytes), subject_("image '" + printable(std::string(name)) + "'"), options_(options) {
  if (const std::string problem = first_bytes_problem(bytes, bytes.size()); !problem.empty()) fail(problem);
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    fail(" has " + std::to_string(bytes.size()) + " bytes, expected less than 2 GiB; save it smaller");
  if (image_format(bytes) == ImageFormat::jpeg && options.jpeg == JpegDecoder::turbo && !has_jpeg_turbo())
    throw UsageError(subject_ +
                     " is to be decoded by libjpeg-turbo, which graft was built without; build it with libjpeg-turbo (Debian: "
                     "libjpeg-dev), or take JpegDecoder::best");
  try {
    whole_ = whole_image(bytes, options);
  } catch (const Undecodable& problem) {
    fail(problem.what());
  }
  if (whole_) {
    require_within_limit(whole_->width(), whole_->height());
    return;
  }
  turbo_ = std::make_unique<TurboJpeg>();
  if (!turbo_->read_header(bytes)) fail_as_libjpeg_says();
  require_within_limit(static_cast<std::uint64_t>(turbo_->width()), static_cast<std::uint64_t>(turbo_->height()));
  if (!jpeg_has_end(bytes))
    fail(" is truncated: its " + std::to_string(bytes.size()) + " bytes end before the image does; fetch it again");
}

EncodedImage::~EncodedImage() = default;

void EncodedImage::fail(const std::string& what) const { throw DataError(subject_ + what); }

void EncodedImage::fail_as_libjpeg_says() const {
  fail(" is truncated or damaged: the decoder says '" + turbo_->problem() + "'; fetch it again or save it as PNG");
}

std::string size_problem(std::uint64_t width, std::uint64_t height, std::int64_t max_pixels) {
  if (width == 0 || height == 0) return " is damaged: it has no pixels; fetch it again";
  // A size of the file's claim may not overflow: not as a product, nor as bytes later.
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 8;
  const auto limit = static_cast<std::uint64_t>(std::clamp<std::int64_t>(max_pixels, 0, most));
  if (width <= limit / height) return {};
  const bool has_product = width <= std::numeric_limits<std::uint64_t>::max() / height;
  return " claims " + std::to_string(width) + "x" + std::to_string(height) +
         (has_product ? " = " + std::to_string(width * height) : std::string()) + " pixels, more than the limit of " +
         std::to_string(max_pixels) + "; raise DecodeOptions::max_pixels if you trust it";
}

/// Takes over the size that the file claims.
void EncodedImage::require_within_limit(std::uint64_t width, std::uint64_t height) {
  if (const std::string problem = size_problem(width, height, options_.max_pixels); !problem.empty()) fail(problem);
  width_ = static_cast<std::int64_t>(width);
  height_ = static_cast<std::int64_t>(height);
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
  if (!turbo_) return decode_all();
  if (!turbo_->begin(box, denominator, memory)) fail_as_libjpeg_says();
}

void EncodedImage::next(std::span<const std::uint8_t*> rows) {
  if (turbo_) {
    if (!turbo_->next(rows)) fail_as_libjpeg_says();
  } else {
    const std::uint8_t* pixel = pixels_.data() + ((box_.top + rows_given_) * width_ + box_.left) * 3;
    for (auto& row : rows) {
      row = pixel;
      pixel += width_ * 3;
    }
  }
  rows_given_ += static_cast<std::int64_t>(rows.size());
  decoded_ = rows_given_ == box_.height;
}

void EncodedImage::decode_all() {
  if (!whole_) return;
  try {
    pixels_ = ZeroedBytes(static_cast<std::size_t>(width_ * height_ * 3));
    whole_->decode(pixels_.data());
  } catch (const Undecodable& problem) {
    fail(problem.what());
  }
  whole_.reset();
}

}  // namespace detail

Image decode_image(std::span<const std::uint8_t> bytes, std::string_view name, const DecodeOptions& options) {
  detail::EncodedImage encoded(bytes, name, options);
  detail::Buffer memory;
  encoded.begin({0, 0, encoded.width(), encoded.height()}, 1, memory);
  Image image = blank_image(encoded.width(), encoded.height());  // not before the file has shown that it is one
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
