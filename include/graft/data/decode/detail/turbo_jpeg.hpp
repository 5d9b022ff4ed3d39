#pragma once

#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <span>
#include <string>

#ifdef GRAFT_HAS_JPEG_TURBO
#include <jpeglib.h>
#endif

#include <graft/core/printable.hpp>
#include <graft/data/decode/detail/image_format.hpp>
#include <graft/data/decode/detail/values.hpp>
#include <graft/data/image/box.hpp>
#include <graft/data/image/detail/resample.hpp>
#include <graft/data/image/detail/scratch.hpp>

#ifdef GRAFT_HAS_JPEG_TURBO

namespace graft::detail {

/// A JPEG in memory, decoded by libjpeg-turbo row by row.
///
/// The settings are libjpeg's defaults, which are Pillow's: accurate inverse transform, interpolated chroma. As in Pillow,
/// damage that the decoder can recover from is no error, but a truncated file is. The functions return false when libjpeg gave
/// up; `problem()` says why, and nothing else may be called then.
class TurboJpeg {
 public:
  TurboJpeg() {
    info_.err = ::jpeg_std_error(&errors_);
    errors_.error_exit = [](j_common_ptr info) {
      info->err->format_message(info, errors_of(info).text);
      give_up(info);
    };
    errors_.emit_message = [](j_common_ptr, int) {};
    errors_.output_message = [](j_common_ptr) {};
    source_.init_source = [](j_decompress_ptr) {};
    source_.term_source = [](j_decompress_ptr) {};
    source_.resync_to_restart = ::jpeg_resync_to_restart;
    source_.fill_input_buffer = [](j_decompress_ptr info) -> boolean { give_up(info, "the bytes end before the image does"); };
    source_.skip_input_data = [](j_decompress_ptr info, long count) {
      if (count <= 0) return;
      if (static_cast<std::size_t>(count) > info->src->bytes_in_buffer) give_up(info, "the bytes end before the image does");
      info->src->next_input_byte += count;
      info->src->bytes_in_buffer -= static_cast<std::size_t>(count);
    };
    progress_.progress_monitor = [](j_common_ptr info) {
      constexpr int scans = 500;  // a file of a megabyte could have a hundred thousand, each as slow as the first
      if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > scans) give_up(info, "it has more than 500 scans");
    };
  }

  TurboJpeg(const TurboJpeg&) = delete;
  TurboJpeg& operator=(const TurboJpeg&) = delete;
  ~TurboJpeg() { ::jpeg_destroy_decompress(&info_); }

  /// `bytes` must stay where they are.
  [[nodiscard]] bool read_header(ImageBytes bytes) {
    source_.next_input_byte = bytes.data();
    source_.bytes_in_buffer = bytes.size();
    return attempt([this] {
      jpeg_create_decompress(&info_);
      info_.src = &source_;
      info_.progress = &progress_;
      ::jpeg_read_header(&info_, TRUE);
      if (info_.num_components != 1 && info_.num_components != 3 && info_.num_components != 4) {
        give_up(&info_, "it has neither 1 nor 3 nor 4 colours");
      }
    });
  }

  [[nodiscard]] std::int64_t width() const { return info_.image_width; }
  [[nodiscard]] std::int64_t height() const { return info_.image_height; }

  /// Goes to the first row of `box`, in pixels of the image at 1/denominator. Rows are kept in `memory`.
  [[nodiscard]] bool begin(const Box& box, int denominator, Buffer& memory) {
    info_.scale_num = 1;
    info_.scale_denom = static_cast<unsigned>(denominator);
    info_.out_color_space = info_.num_components == 4 ? JCS_CMYK : JCS_RGB;
    if (!attempt([this] { ::jpeg_start_decompress(&info_); })) return false;

    JDIMENSION left = 0;
    auto top = static_cast<JDIMENSION>(box.top);
    if (can_decode_part()) {
      // Chroma is interpolated between neighbours, so that the first and the last column depend on those beyond.
      constexpr std::int64_t margin = 2;
      left = static_cast<JDIMENSION>(std::max<std::int64_t>(0, box.left - margin));
      const std::int64_t end = std::min<std::int64_t>(info_.output_width, box.left + box.width + margin);
      JDIMENSION columns = static_cast<JDIMENSION>(end) - left;
      const bool cut = attempt([&] {
        if (columns < info_.output_width) ::jpeg_crop_scanline(&info_, &left, &columns);
        if (top > 0) ::jpeg_skip_scanlines(&info_, top);
      });
      if (!cut) return false;
      top = 0;
    }
    row_bytes_ = std::size_t{info_.output_width} * static_cast<std::size_t>(info_.output_components);
    first_ = (static_cast<std::size_t>(box.left) - left) * static_cast<std::size_t>(info_.output_components);
    columns_ = static_cast<std::size_t>(box.width);
    lines_ = memory.room(resample_rows * (row_bytes_ + 3 * columns_));
    while (top-- > 0) {
      if (!read_row(lines_)) return false;
    }
    return true;
  }

  /// The next rows of the box, at most `resample_rows`, as RGB; valid until the next call.
  [[nodiscard]] bool next(std::span<const std::uint8_t*> rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::uint8_t* line = lines_ + i * row_bytes_;
      if (!read_row(line)) return false;
      rows[i] = line + first_;
      if (info_.num_components == 4) rows[i] = to_rgb(rows[i], lines_ + resample_rows * row_bytes_ + i * 3 * columns_);
    }
    return true;
  }

  [[nodiscard]] std::string problem() const { return printable(errors_.text); }

 private:
  struct Errors : ::jpeg_error_mgr {
    std::jmp_buf jump;
    char text[JMSG_LENGTH_MAX];
  };

  static Errors& errors_of(j_common_ptr info) { return *static_cast<Errors*>(info->err); }

  [[noreturn]] static void give_up(j_common_ptr info) { std::longjmp(errors_of(info).jump, 1); }
  [[noreturn]] static void give_up(j_decompress_ptr info, const char* why) {
    give_up(reinterpret_cast<j_common_ptr>(info), why);
  }
  [[noreturn]] static void give_up(j_common_ptr info, const char* why) {
    std::strncpy(errors_of(info).text, why, JMSG_LENGTH_MAX - 1);
    give_up(info);
  }

  /// Calls libjpeg, which leaves by longjmp where it cannot go on: `work` must own nothing that has a destructor.
  template <class Work>
  bool attempt(const Work& work) {
    if (setjmp(errors_.jump) != 0) return false;
    work();
    return true;
  }

  bool read_row(std::uint8_t* line) {
    return attempt([&] {
      JSAMPROW row = line;
      ::jpeg_read_scanlines(&info_, &row, 1);
    });
  }

  /// Whether a part of the image can be decoded alone with the same pixels. Not where libjpeg smooths the blocks of an
  /// incomplete progressive image, nor where the chroma sampling is unusual.
  bool can_decode_part() const {
    for (int i = 0; i < info_.num_components; ++i) {
      const ::jpeg_component_info& component = info_.comp_info[i];
      if (component.h_samp_factor > 2 || component.v_samp_factor > 2) return false;
      const int* bits = info_.progressive_mode != 0 ? info_.coef_bits[i] : nullptr;
      if (bits != nullptr && !std::all_of(bits, bits + DCTSIZE2, [](int missing) { return missing == 0; })) return false;
    }
    return true;
  }

  /// Converts Adobe's inverted CMYK to RGB as Pillow does.
  const std::uint8_t* to_rgb(const std::uint8_t* cmyk, std::uint8_t* rgb) const {
    for (std::size_t x = 0; x < columns_; ++x) {
      const unsigned light = cmyk[4 * x + 3];
      for (std::size_t c = 0; c < 3; ++c) rgb[3 * x + c] = light_behind(255U - cmyk[4 * x + c], light);
    }
    return rgb;
  }

  ::jpeg_decompress_struct info_{};
  Errors errors_{};
  ::jpeg_source_mgr source_{};
  ::jpeg_progress_mgr progress_{};
  std::size_t row_bytes_ = 0;
  std::size_t first_ = 0;    ///< where the box begins in a row
  std::size_t columns_ = 0;  ///< of the box
  std::uint8_t* lines_ = nullptr;
};

}  // namespace graft::detail

#endif
