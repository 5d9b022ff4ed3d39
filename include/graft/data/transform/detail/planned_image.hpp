#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include <graft/core/exceptions.hpp>
#include <graft/data/decode/detail/encoded_image.hpp>
#include <graft/data/image/box.hpp>
#include <graft/data/image/detail/pixel_table.hpp>
#include <graft/data/image/detail/require_inside.hpp>
#include <graft/data/image/detail/resample.hpp>
#include <graft/data/image/detail/scratch.hpp>
#include <graft/data/image/image.hpp>
#include <graft/data/transform/detail/geometry.hpp>
#include <graft/zoo/interpolation.hpp>

namespace graft::detail {

/// An image with the operations that stages have planned for it, which are executed together, for the remaining pixels only:
/// just a part of a file is decoded, rows that a crop drops are not computed, and nothing is copied in between.
///
/// The pixels are the same as if the stages were executed one by one. A plan holds one resize, with crops before it and crops
/// and mirroring after it; an operation that does not fit executes the plan so far first. Where a geometry is followed, it is
/// told how the pixels move.
class PlannedImage {
 public:
  /// An image in a file that is not decoded yet. Both must outlive this.
  PlannedImage(EncodedImage& encoded, Scratch& scratch)
      : scratch_(scratch), encoded_(&encoded), part_{0, 0, encoded.width(), encoded.height()} {
    resize_nothing();
  }

  /// An image in memory, which is not copied and must outlive this.
  PlannedImage(const Image& image, Scratch& scratch)
      : scratch_(scratch), pixels_(&image), part_{0, 0, image.width, image.height} {
    resize_nothing();
  }
  PlannedImage(Image&& image, Scratch& scratch) : scratch_(scratch) { replace(std::move(image)); }

  /// Tells a geometry, which outlives this, of every move from here on.
  void follow(Geometry& geometry) {
    geometry = Geometry(width(), height());
    geometry_ = &geometry;
  }

  PlannedImage(const PlannedImage&) = delete;
  PlannedImage& operator=(const PlannedImage&) = delete;

  [[nodiscard]] std::int64_t width() const { return window_.width; }
  [[nodiscard]] std::int64_t height() const { return window_.height; }

  void crop(Box box) {
    require_inside(width(), height(), box);
    if (geometry_ != nullptr) geometry_->crop(box);
    if (mirrored_) box.left = width() - box.left - box.width;
    if (is_resized()) {
      window_ = {window_.left + box.left, window_.top + box.top, box.width, box.height};
    } else {
      part_ = {part_.left + box.left, part_.top + box.top, box.width, box.height};
      resize_nothing();
    }
  }

  /// From and to sizes of at least 1.
  void resize(std::int64_t width, std::int64_t height, Interpolation interpolation) {
    if (width == this->width() && height == this->height()) return;
    if (geometry_ != nullptr) geometry_->resize(width, height);
    if (is_resized() || mirrored_) replace(take());
    window_ = {0, 0, width, height};
    resized_width_ = width;
    resized_height_ = height;
    interpolation_ = interpolation;
  }

  /// Left to right.
  void mirror() {
    if (geometry_ != nullptr) geometry_->x.mirror();
    mirrored_ = !mirrored_;
  }

  /// Upside down.
  void flip() {
    if (geometry_ != nullptr) geometry_->y.mirror();
    Image flipped = take();
    const auto row = [&](std::int64_t y) { return flipped.pixels.begin() + y * flipped.width * 3; };
    for (std::int64_t top = 0, bottom = flipped.height - 1; top < bottom; ++top, --bottom)
      std::swap_ranges(row(top), row(top + 1), row(bottom));
    replace(std::move(flipped));
  }

  /// Surrounds the image with one colour, so that it lies at the left and top of a box of this width and height.
  void pad(const Box& whole, std::array<std::uint8_t, 3> colour = {}) {
    if (geometry_ != nullptr) geometry_->pad(whole);
    const Image image = take();
    Image wider = blank_image(whole.width, whole.height);
    if (colour != std::array<std::uint8_t, 3>{})
      for (std::size_t i = 0; i < wider.pixels.size(); ++i) wider.pixels[i] = colour[i % 3];
    for (std::int64_t row = 0; row < image.height; ++row) {
      const auto from = image.pixels.begin() + row * image.width * 3;
      std::copy(from, from + image.width * 3, wider.pixels.begin() + ((whole.top + row) * wider.width + whole.left) * 3);
    }
    replace(std::move(wider));
  }

  /// Continues with other colours in the place of these.
  /// Errors: UsageError when a target follows the pixels and the size differs, so that nobody knows where they went.
  void recolour(Image image) {
    if (geometry_ != nullptr && (image.width != width() || image.height != height()))
      throw UsageError("a stage of one's own made " + std::to_string(image.width) + "x" + std::to_string(image.height) +
                       " pixels of " + std::to_string(width()) + "x" + std::to_string(height()) +
                       ", where masks or boxes cannot follow; let graft's own stages crop and resize");
    replace(std::move(image));
  }

  /// Continues with another image, without operations.
  void replace(Image image) {
    own_ = std::move(image);
    pixels_ = &own_;
    encoded_ = nullptr;
    part_ = {0, 0, own_.width, own_.height};
    mirrored_ = false;
    resize_nothing();
  }

  /// Executes the plan and returns the image; afterwards only `replace` may be called.
  [[nodiscard]] Image take() {
    const bool untouched = pixels_ == &own_ && !is_resized() && part_ == Box{0, 0, own_.width, own_.height};
    Image image = untouched ? std::move(own_) : blank_image(width(), height());
    if (!untouched) make(image.pixels.data());
    if (mirrored_) mirror_rows(image);
    return image;
  }

  /// Executes the plan for `write`. Every error of the image is thrown here.
  void make() {
    const auto size = static_cast<std::size_t>(width() * height() * 3);
    std::uint8_t* pixels = scratch_.pixels.room(size + 1);
    make(pixels);
    made_ = pixels;
  }

  /// Writes the pixels that `make` computed, H x W x 3 values, each looked up in `table`.
  void write(const PixelTable& table, float* hwc) const {
    const auto columns = static_cast<std::size_t>(width());
    const auto rows = static_cast<std::size_t>(height());
    if (!mirrored_) return write_pixels(made_, rows * columns, table, hwc);
    for (std::size_t y = 0; y < rows; ++y) write_mirrored_row(made_ + y * columns * 3, columns, table, hwc + y * columns * 3);
  }

 private:
  /// One axis of a resize of which the outputs from..to-1 are wanted; its inputs begin at `first` in the image.
  struct Axis {
    ResampleAxis inputs;
    std::int64_t first = 0;
    std::int64_t from = 0;
    std::int64_t to = 0;
  };

  void resize_nothing() {
    window_ = {0, 0, part_.width, part_.height};
    resized_width_ = part_.width;
    resized_height_ = part_.height;
  }

  [[nodiscard]] bool is_resized() const { return resized_width_ != part_.width || resized_height_ != part_.height; }

  /// The axis for the part begin..begin+length of an image decoded at 1/denominator, whose edges may then lie within a pixel.
  [[nodiscard]] Axis axis(std::int64_t begin, std::int64_t length, int denominator, std::int64_t outputs, std::int64_t from,
                          std::int64_t count) const {
    const std::int64_t first = begin / denominator;
    const std::int64_t end = (begin + length + denominator - 1) / denominator;
    const double scale = denominator;
    return {.inputs = {.begin = static_cast<double>(begin) / scale - static_cast<double>(first),
                       .length = static_cast<double>(length) / scale,
                       .inputs = end - first,
                       .outputs = outputs,
                       .interpolation = interpolation_},
            .first = first,
            .from = from,
            .to = from + count};
  }

  /// Eight rows; at the bottom of the image the last one is repeated.
  using Rows = std::array<const std::uint8_t*, resample_rows>;

  void begin(const Box& box, int denominator) {
    if (encoded_ != nullptr) encoded_->begin(box, denominator, scratch_.lines);
    next_ = box;
  }

  Rows next(std::size_t count) {
    Rows rows{};
    if (encoded_ != nullptr) {
      encoded_->next(std::span(rows).first(count));
    } else {
      for (std::size_t r = 0; r < count; ++r, ++next_.top) {
        rows[r] = pixels_->pixels.data() + (next_.top * pixels_->width + next_.left) * 3;
      }
    }
    std::fill(rows.begin() + static_cast<std::ptrdiff_t>(count), rows.end(), rows[count - 1]);
    return rows;
  }

  /// Executes all of the plan but mirroring, into packed rows.
  void make(std::uint8_t* out) {
    const int denominator =
        encoded_ != nullptr && is_resized() ? encoded_->denominator(part_, resized_width_, resized_height_) : 1;
    const bool horizontal = denominator > 1 || resized_width_ != part_.width;
    const bool vertical = denominator > 1 || resized_height_ != part_.height;
    Box source{part_.left + window_.left, part_.top + window_.top, window_.width, window_.height};
    if (horizontal) {
      const Axis x = axis(part_.left, part_.width, denominator, resized_width_, window_.left, window_.width);
      resample_weights(scratch_.horizontal, x.inputs, x.from, x.to);
      source.left = x.first + scratch_.horizontal.begin;
      source.width = scratch_.horizontal.end - scratch_.horizontal.begin;
    }
    if (vertical) {
      const Axis y = axis(part_.top, part_.height, denominator, resized_height_, window_.top, window_.height);
      resample_weights(scratch_.vertical, y.inputs, y.from, y.to);
      source.top = y.first + scratch_.vertical.begin;
      source.height = scratch_.vertical.end - scratch_.vertical.begin;
    }
    const auto row_bytes = static_cast<std::size_t>(window_.width) * 3;
    const auto rows = static_cast<std::size_t>(source.height);
    // One byte more than the rows have: resample_horizontally moves pixels as four bytes.
    std::uint8_t* intermediate = vertical || horizontal ? scratch_.intermediate.room(rows * row_bytes + 1) : out;
    read(source, denominator, horizontal, intermediate);
    if (vertical) {
      resample_vertically(intermediate, row_bytes, scratch_.vertical, out);
    } else if (horizontal) {
      std::copy(intermediate, intermediate + rows * row_bytes, out);
    }
  }

  /// Reads the rows of `source`, resizes them horizontally if asked to, and packs them.
  void read(const Box& source, int denominator, bool horizontal, std::uint8_t* out) {
    const auto row_bytes = static_cast<std::size_t>(window_.width) * 3;
    std::uint8_t* columns = nullptr;
    if (horizontal)
      columns = scratch_.interleaved.room(static_cast<std::size_t>(source.width + window_.width) * resample_column);
    begin(source, denominator);
    for (auto left = static_cast<std::size_t>(source.height); left > 0;) {
      const std::size_t count = std::min(left, resample_rows);
      const Rows rows = next(count);
      if (horizontal) {
        resample_horizontally(rows, count, scratch_.horizontal, columns, out);
      } else {
        for (std::size_t r = 0; r < count; ++r) std::copy(rows[r], rows[r] + row_bytes, out + r * row_bytes);
      }
      out += count * row_bytes;
      left -= count;
    }
  }

  static void mirror_rows(Image& image) {
    for (std::int64_t row = 0; row < image.height; ++row) {
      const auto begin = image.pixels.begin() + row * image.width * 3;
      for (std::int64_t left = 0, right = image.width - 1; left < right; ++left, --right) {
        std::swap_ranges(begin + left * 3, begin + left * 3 + 3, begin + right * 3);
      }
    }
  }

  Scratch& scratch_;
  Geometry* geometry_ = nullptr;
  EncodedImage* encoded_ = nullptr;  ///< the source of the pixels where it is a file
  const Image* pixels_ = nullptr;    ///< the source where it is an image in memory
  Image own_;                        ///< the image in memory where it is not the caller's
  Box part_;                         ///< the part of the source that is resized
  std::int64_t resized_width_ = 0;
  std::int64_t resized_height_ = 0;
  Interpolation interpolation_ = Interpolation::bilinear;
  Box window_;  ///< the part of the resized image that is wanted
  bool mirrored_ = false;
  Box next_;  ///< the rows that are left to read
  const std::uint8_t* made_ = nullptr;
};

/// The image after one stage.
template <class Stage, class... More>
Image apply_stage(const Stage& stage, Image image, More&... more) {
  Scratch scratch;
  PlannedImage planned(std::move(image), scratch);
  stage.plan(planned, more...);
  return planned.take();
}

}  // namespace graft::detail
