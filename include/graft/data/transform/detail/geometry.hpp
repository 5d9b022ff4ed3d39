#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <graft/data/image/box.hpp>

namespace graft::detail {

/// How the pixels of an image have moved through the stages of a transform, so that its target can follow them.
///
/// Every stage moves columns and rows independently of each other, so the two axes are kept apart.
class Geometry {
 public:
  /// One axis of the image, of which every pixel comes from one of the source, or from none.
  class Axis {
   public:
    explicit Axis(std::int64_t length = 0) : length_(length), source_(length) {}

    [[nodiscard]] std::int64_t length() const { return length_; }
    [[nodiscard]] std::int64_t source() const { return source_; }

    void crop(std::int64_t begin, std::int64_t length) { add({Kind::crop, begin, length}); }
    void resize(std::int64_t length) { add({Kind::resize, 0, length}); }
    void mirror() { add({Kind::mirror, 0, length_}); }
    void pad(std::int64_t before, std::int64_t length) { add({Kind::pad, before, length}); }

    /// The source of each pixel, resized by the nearest one; -1 for padding.
    /// Source: Pillow's ImagingScaleAffine with NEAREST, its sums of doubles included.
    [[nodiscard]] std::vector<std::int64_t> pixels() const {
      std::vector<std::int64_t> now(static_cast<std::size_t>(source_));
      for (std::size_t i = 0; i < now.size(); ++i) now[i] = static_cast<std::int64_t>(i);
      for (const Move& move : moves_) {
        const auto length = static_cast<std::size_t>(move.length);
        std::vector<std::int64_t> next(length, -1);
        switch (move.kind) {
          case Kind::crop: std::copy_n(now.begin() + move.begin, length, next.begin()); break;
          case Kind::mirror: std::reverse_copy(now.begin(), now.end(), next.begin()); break;
          case Kind::pad: std::copy(now.begin(), now.end(), next.begin() + move.begin); break;
          case Kind::resize: {
            const double scale = static_cast<double>(now.size()) / static_cast<double>(length);
            double at = scale * 0.5;
            for (std::size_t i = 0; i < length; ++i, at += scale) {
              const auto nearest = static_cast<std::size_t>(at);
              if (nearest < now.size()) next[i] = now[nearest];
            }
            break;
          }
        }
        now = std::move(next);
      }
      return now;
    }

    /// Where the part between two coordinates of the source is, as far as no crop cut it off.
    void move(double& begin, double& end) const {
      double length = static_cast<double>(source_);
      for (const Move& move : moves_) {
        const auto now = static_cast<double>(move.length);
        const auto first = static_cast<double>(move.begin);
        switch (move.kind) {
          case Kind::crop:
            begin = std::clamp(begin - first, 0.0, now);
            end = std::clamp(end - first, 0.0, now);
            break;
          case Kind::mirror: {
            const double old_begin = begin;
            begin = length - end;
            end = length - old_begin;
            break;
          }
          case Kind::pad:
            begin += first;
            end += first;
            break;
          case Kind::resize:
            begin *= now / length;
            end *= now / length;
            break;
        }
        length = now;
      }
    }

    /// How much longer things have become by resizing.
    [[nodiscard]] double scale() const {
      double scale = 1;
      auto length = static_cast<double>(source_);
      for (const Move& move : moves_) {
        if (move.kind == Kind::resize) scale *= static_cast<double>(move.length) / length;
        length = static_cast<double>(move.length);
      }
      return scale;
    }

   private:
    enum class Kind : std::uint8_t { crop, resize, mirror, pad };
    struct Move {
      Kind kind;
      std::int64_t begin;   ///< of what is kept, or of what was there in the padded one
      std::int64_t length;  ///< afterwards
    };
    void add(Move move) {
      moves_.push_back(move);
      length_ = move.length;
    }

    std::int64_t length_, source_;
    std::vector<Move> moves_;
  };

  Geometry() = default;
  Geometry(std::int64_t width, std::int64_t height) : x(width), y(height) {}

  void crop(const Box& box) {
    x.crop(box.left, box.width);
    y.crop(box.top, box.height);
  }
  void resize(std::int64_t width, std::int64_t height) {
    x.resize(width);
    y.resize(height);
  }
  void pad(const Box& whole) {
    x.pad(whole.left, whole.width);
    y.pad(whole.top, whole.height);
  }

  Axis x, y;
};

}  // namespace graft::detail
