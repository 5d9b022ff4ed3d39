#pragma once

#ifdef GRAFT_HAS_TIFF

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <tiffio.h>

#include <graft/core/printable.hpp>
#include <graft/data/decode/detail/image_format.hpp>
#include <graft/data/decode/detail/palette.hpp>
#include <graft/data/decode/detail/tiff_pixel.hpp>
#include <graft/data/decode/detail/whole_image.hpp>

namespace graft::detail {

/// The first image of a TIFF, by libtiff: strips and tiles, bits from 1 to 32, greys, palettes, RGB, CMYK and YCbCr, with extra
/// samples and on separate planes. Its orientation is followed, as by Pillow, which ignores that of other formats.
///
/// Source: Pillow's TiffImagePlugin and TiffDecode.c, whose arithmetic is kept. libtiff is 4.5 or newer, where each file has an
/// error handler and a limit of memory of its own.
class TiffImage final : public WholeImage {
 public:
  TiffImage(ImageBytes bytes, std::int64_t max_pixels) : memory_{bytes}, tiff_(open(max_pixels), &::TIFFClose) {
    if (!tiff_) refuse_damaged(said("its header cannot be read"));
    columns_ = field<std::uint32_t>(TIFFTAG_IMAGEWIDTH);
    rows_ = field<std::uint32_t>(TIFFTAG_IMAGELENGTH);
    pixel_.bits = field<std::uint16_t>(TIFFTAG_BITSPERSAMPLE);
    pixel_.samples = field<std::uint16_t>(TIFFTAG_SAMPLESPERPIXEL);
    pixel_.format = field<std::uint16_t>(TIFFTAG_SAMPLEFORMAT);
    planar_ = pixel_.samples > 1 && field<std::uint16_t>(TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE;
    compression_ = field<std::uint16_t>(TIFFTAG_COMPRESSION);
    orientation_ = field<std::uint16_t>(TIFFTAG_ORIENTATION);
    width_ = is_turned() ? rows_ : columns_;
    height_ = is_turned() ? columns_ : rows_;
    choose_kind(field<std::uint16_t>(TIFFTAG_PHOTOMETRIC));
  }

  void decode(std::uint8_t* rgb) override {
    if (orientation_ < 2 || orientation_ > 8) return decode_upright(rgb);
    const ZeroedBytes upright(std::size_t{3} * columns_ * rows_);
    decode_upright(upright.data());
    turn(upright.data(), rgb);
  }

 private:
  struct Memory {
    ImageBytes bytes;
    std::size_t at = 0;
    std::array<char, 256> error{};  ///< what libtiff said first; no string, which could throw through libtiff
  };

  // NOLINTNEXTLINE: the handlers are C's
  static int remember(::TIFF*, void* memory, const char*, const char* format, std::va_list arguments) {
    auto& error = static_cast<Memory*>(memory)->error;
    if (error[0] == '\0') std::vsnprintf(error.data(), error.size(), format, arguments);
    return 1;
  }

  [[nodiscard]] ::TIFF* open(std::int64_t max_pixels) {
    const std::unique_ptr<::TIFFOpenOptions, void (*)(::TIFFOpenOptions*)> options(::TIFFOpenOptionsAlloc(),
                                                                                   &::TIFFOpenOptionsFree);
    if (!options) throw std::bad_alloc();
    constexpr std::int64_t pixel_bytes = 8, small = 1 << 20, most = std::int64_t{1} << 40;
    ::TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), std::clamp<std::int64_t>(max_pixels, 0, most) * pixel_bytes + small);
    ::TIFFOpenOptionsSetErrorHandlerExtR(options.get(), &remember, &memory_);
    ::TIFFOpenOptionsSetWarningHandlerExtR(
        options.get(), [](::TIFF*, void*, const char*, const char*, std::va_list) { return 1; }, nullptr);
    const auto read = [](::thandle_t handle, void* to, ::tmsize_t size) -> ::tmsize_t {
      Memory& memory = *static_cast<Memory*>(handle);
      const std::size_t left = memory.bytes.size() - std::min(memory.at, memory.bytes.size());
      const std::size_t count = std::min(left, static_cast<std::size_t>(std::max<::tmsize_t>(0, size)));
      if (count > 0) std::memcpy(to, memory.bytes.data() + memory.at, count);
      memory.at += count;
      return static_cast<::tmsize_t>(count);
    };
    const auto seek = [](::thandle_t handle, ::toff_t offset, int whence) -> ::toff_t {
      Memory& memory = *static_cast<Memory*>(handle);
      memory.at = static_cast<std::size_t>(offset) + (whence == SEEK_CUR   ? memory.at
                                                      : whence == SEEK_END ? memory.bytes.size()
                                                                           : std::size_t{0});
      return memory.at;
    };
    return ::TIFFClientOpenExt(
        "", "rm", &memory_, read, [](::thandle_t, void*, ::tmsize_t) -> ::tmsize_t { return 0; }, seek,
        [](::thandle_t) { return 0; },
        [](::thandle_t handle) -> ::toff_t { return static_cast<Memory*>(handle)->bytes.size(); },
        [](::thandle_t, void**, ::toff_t*) { return 0; }, [](::thandle_t, void*, ::toff_t) {}, options.get());
  }

  [[nodiscard]] std::string said(const std::string& otherwise) const {
    return memory_.error[0] == '\0' ? otherwise : "libtiff says '" + printable(memory_.error.data()) + "'";
  }

  template <class Number>
  [[nodiscard]] Number field(std::uint32_t tag) const {
    Number number = 0;
    return ::TIFFGetFieldDefaulted(tiff_.get(), tag, &number) == 1 ? number : Number{0};
  }

  [[nodiscard]] bool is_turned() const { return orientation_ >= 5 && orientation_ <= 8; }

  [[noreturn]] void refuse_kind(unsigned photometric) const {
    refuse_unsupported(std::to_string(pixel_.samples) + " samples of " + std::to_string(pixel_.bits) + " bits, format " +
                           std::to_string(pixel_.format) + " and photometric interpretation " + std::to_string(photometric),
                       "grey, a palette, RGB, CMYK or YCbCr of a usual depth in a TIFF");
  }

  void choose_kind(unsigned photometric) {
    std::uint16_t extras = 0;
    const std::uint16_t* meaning = nullptr;
    ::TIFFGetFieldDefaulted(tiff_.get(), TIFFTAG_EXTRASAMPLES, &extras, &meaning);
    const unsigned colours = pixel_.samples - std::min(pixel_.samples, unsigned{extras});
    const bool is_uint = pixel_.format == SAMPLEFORMAT_UINT,
               is_packed = pixel_.bits == 1 || pixel_.bits == 2 || pixel_.bits == 4;
    const bool is_signed = pixel_.format == SAMPLEFORMAT_INT && (pixel_.bits == 16 || pixel_.bits == 32);
    const bool is_float = pixel_.format == SAMPLEFORMAT_IEEEFP && pixel_.bits == 32;
    const bool has_alpha = extras == 1 && meaning[0] == EXTRASAMPLE_UNASSALPHA && pixel_.bits == 8 && is_uint;
    const bool is_even = is_uint && (pixel_.bits == 8 || pixel_.bits == 16);
    bool known = false;
    switch (photometric) {
      case PHOTOMETRIC_MINISWHITE:
        pixel_.kind = is_uint && pixel_.bits <= 8 ? TiffPixel::Kind::inverted_grey : TiffPixel::Kind::grey;  // so Pillow does
        known = pixel_.samples == 1 && ((is_uint && (is_packed || pixel_.bits == 8)) || is_float ||
                                        (is_uint && pixel_.bits == 16 && ::TIFFIsBigEndian(tiff_.get()) == 0));
        break;
      case PHOTOMETRIC_MINISBLACK:
        pixel_.kind = TiffPixel::Kind::grey;
        known = (pixel_.samples == 1 &&
                 ((is_uint && (is_packed || pixel_.bits == 8 || pixel_.bits == 12 || pixel_.bits == 16 || pixel_.bits == 32)) ||
                  is_signed || is_float)) ||
                (pixel_.samples == 2 && has_alpha);
        break;
      case PHOTOMETRIC_PALETTE:
        pixel_.kind = TiffPixel::Kind::palette;
        known = is_uint && ((pixel_.samples == 1 && (is_packed || pixel_.bits == 8)) || (pixel_.samples == 2 && has_alpha)) &&
                read_palette();
        break;
      case PHOTOMETRIC_RGB:
        pixel_.kind = extras > 0 && meaning[0] == EXTRASAMPLE_ASSOCALPHA && !(planar_ && compression_ == COMPRESSION_NONE)
                          ? TiffPixel::Kind::premultiplied
                          : TiffPixel::Kind::rgb;
        known = is_even && colours == 3 && extras <= (pixel_.bits == 8 ? 3 : 1);
        break;
      case PHOTOMETRIC_SEPARATED:
        pixel_.kind = TiffPixel::Kind::cmyk;
        known = is_even && colours == 4 && extras <= (pixel_.bits == 8 ? 2 : 0);
        break;
      case PHOTOMETRIC_YCBCR:
        known = is_uint && pixel_.bits == 8 && pixel_.samples == 3;
        pixel_.kind = TiffPixel::Kind::by_libtiff;
        if (compression_ == COMPRESSION_JPEG && !planar_) {
          ::TIFFSetField(tiff_.get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
          pixel_.kind = TiffPixel::Kind::rgb;
        }
        break;
      default: break;
    }
    if (!known || compression_ == COMPRESSION_OJPEG) refuse_kind(photometric);
  }

  [[nodiscard]] bool read_palette() {
    std::array<const std::uint16_t*, 3> colours{};
    if (::TIFFGetField(tiff_.get(), TIFFTAG_COLORMAP, &colours[0], &colours[1], &colours[2]) != 1) return false;
    std::vector<std::uint8_t> entries;
    for (std::size_t i = 0; i < std::size_t{1} << pixel_.bits; ++i)
      for (const std::uint16_t* colour : colours) entries.push_back(static_cast<std::uint8_t>(colour[i] >> 8U));
    pixel_.palette = Palette(entries, 3, false);
    return true;
  }

  void decode_upright(std::uint8_t* rgb) {
    if (pixel_.kind == TiffPixel::Kind::by_libtiff) return decode_by_libtiff(rgb);
    if (!planar_) {
      return for_each_part(0, [&](const std::uint8_t* row, std::size_t count, std::size_t x, std::size_t y) {
        pixel_.expand_row(row, count, rgb + 3 * (y * columns_ + x));
      });
    }
    const std::size_t value = pixel_.bits / 8, pixel = value * pixel_.samples;
    if (value == 0) refuse_unsupported("packed bits on separate planes", "8 or 16 bits a sample");
    const ZeroedBytes pixels(pixel * columns_ * rows_);
    for (unsigned plane = 0; plane < pixel_.samples; ++plane) {
      for_each_part(plane, [&](const std::uint8_t* row, std::size_t count, std::size_t x, std::size_t y) {
        std::uint8_t* out = pixels.data() + pixel * (y * columns_ + x) + plane * value;
        for (std::size_t i = 0; i < count; ++i, row += value, out += pixel) std::copy_n(row, value, out);
      });
    }
    for (std::size_t y = 0; y < rows_; ++y)
      pixel_.expand_row(pixels.data() + pixel * y * columns_, columns_, rgb + 3 * y * columns_);
  }

  /// Calls `visit(samples, pixels, x, y)` for each row of each strip or tile of a plane.
  template <class Visit>
  void for_each_part(unsigned plane, Visit visit) {
    ::TIFF* const tiff = tiff_.get();
    const bool tiled = ::TIFFIsTiled(tiff) != 0;
    const auto part_width = tiled ? std::size_t{field<std::uint32_t>(TIFFTAG_TILEWIDTH)} : columns_;
    const auto part_height = std::min(
        tiled ? std::size_t{field<std::uint32_t>(TIFFTAG_TILELENGTH)} : std::size_t{field<std::uint32_t>(TIFFTAG_ROWSPERSTRIP)},
        tiled ? std::size_t{UINT32_MAX} : rows_);
    const auto row_bytes =
        static_cast<std::size_t>(std::max<::tmsize_t>(0, tiled ? ::TIFFTileRowSize(tiff) : ::TIFFScanlineSize(tiff)));
    const auto size = static_cast<std::size_t>(std::max<::tmsize_t>(0, tiled ? ::TIFFTileSize(tiff) : ::TIFFStripSize(tiff)));
    const std::size_t in_row = planar_ ? 1 : pixel_.samples;
    constexpr std::size_t small = std::size_t{64} << 20U;
    if (part_width == 0 || part_height == 0 || row_bytes < (part_width * pixel_.bits * in_row + 7) / 8 ||
        size / part_height < row_bytes || size > small + std::size_t{8} * pixel_.samples * columns_ * rows_)
      refuse_damaged(said("its strips or tiles make no sense"));
    const ZeroedBytes part(size);
    for (std::size_t y = 0; y < rows_; y += part_height) {
      for (std::size_t x = 0; x < columns_; x += part_width) {
        const auto left = static_cast<std::uint32_t>(x), top = static_cast<std::uint32_t>(y);
        const auto wanted = static_cast<::tmsize_t>(size);
        const auto sample = static_cast<std::uint16_t>(plane);
        const ::tmsize_t got =
            tiled ? ::TIFFReadEncodedTile(tiff, ::TIFFComputeTile(tiff, left, top, 0, sample), part.data(), wanted)
                  : ::TIFFReadEncodedStrip(tiff, ::TIFFComputeStrip(tiff, top, sample), part.data(), wanted);
        const std::size_t rows = std::min(part_height, rows_ - y);
        if (got < 0 || static_cast<std::size_t>(got) / row_bytes < rows)
          refuse_damaged(said("its pixels end before its rows do"));
        for (std::size_t row = 0; row < rows; ++row)
          visit(part.data() + row * row_bytes, std::min(part_width, columns_ - x), x, y + row);
      }
    }
  }

  void decode_by_libtiff(std::uint8_t* rgb) {
    std::array<char, 1024> problem{};
    ::TIFFRGBAImage image{};
    if (::TIFFRGBAImageOK(tiff_.get(), problem.data()) == 0 ||
        ::TIFFRGBAImageBegin(&image, tiff_.get(), 0, problem.data()) == 0)
      refuse_damaged("libtiff says '" + printable(problem.data()) + "'");
    const std::unique_ptr<::TIFFRGBAImage, void (*)(::TIFFRGBAImage*)> end(&image, &::TIFFRGBAImageEnd);
    image.req_orientation = ORIENTATION_TOPLEFT;  // as Pillow, which then turns each strip twice
    image.stoponerr = 1;
    auto step = std::size_t{field<std::uint32_t>(::TIFFIsTiled(tiff_.get()) != 0 ? TIFFTAG_TILELENGTH : TIFFTAG_ROWSPERSTRIP)};
    step = step == 0 ? rows_ : std::min(step, rows_);
    const ZeroedBytes raster(std::size_t{4} * columns_ * step);
    auto* const pixels = reinterpret_cast<std::uint32_t*>(raster.data());
    for (std::size_t y = 0; y < rows_; y += step) {
      const std::size_t rows = std::min(step, rows_ - y);
      image.row_offset = static_cast<int>(y);
      if (::TIFFRGBAImageGet(&image, pixels, static_cast<std::uint32_t>(columns_), static_cast<std::uint32_t>(rows)) == 0)
        refuse_damaged(said("its pixels cannot be read"));
      for (std::size_t i = 0; i < columns_ * rows; ++i) {
        *rgb++ = static_cast<std::uint8_t>(TIFFGetR(pixels[i]));
        *rgb++ = static_cast<std::uint8_t>(TIFFGetG(pixels[i]));
        *rgb++ = static_cast<std::uint8_t>(TIFFGetB(pixels[i]));
      }
    }
  }

  /// As the orientation says: 2 mirrors, 3 turns by half, 4 flips, 5 to 8 exchange rows and columns.
  void turn(const std::uint8_t* upright, std::uint8_t* rgb) const {
    for (std::size_t y = 0; y < rows_; ++y) {
      for (std::size_t x = 0; x < columns_; ++x, upright += 3) {
        const bool from_right = orientation_ == 2 || orientation_ == 3 || orientation_ == 7 || orientation_ == 8;
        const bool from_below = orientation_ == 3 || orientation_ == 4 || orientation_ == 6 || orientation_ == 7;
        const std::size_t column = from_right ? columns_ - 1 - x : x, row = from_below ? rows_ - 1 - y : y;
        std::copy_n(upright, 3, rgb + 3 * (is_turned() ? column * rows_ + row : row * columns_ + column));
      }
    }
  }

  Memory memory_;
  std::unique_ptr<::TIFF, void (*)(::TIFF*)> tiff_;
  std::size_t columns_ = 0;  ///< before the image is turned
  std::size_t rows_ = 0;
  unsigned compression_ = 0;
  unsigned orientation_ = 0;
  bool planar_ = false;
  TiffPixel pixel_;
};

}  // namespace graft::detail

#endif
