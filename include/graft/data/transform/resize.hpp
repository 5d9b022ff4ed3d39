#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/data/image/box.hpp>
#include <graft/data/image/image.hpp>
#include <graft/data/transform/random.hpp>
#include <graft/zoo/interpolation.hpp>

namespace graft {
namespace detail {

class PlannedImage;

}  // namespace detail

/// The part of an image inside `box`, resized: the same pixels as a crop followed by a resize, without the copy.
///
/// Errors: UsageError when the wanted size is not positive; ShapeError when the box reaches outside of the image.
/// Source: Pillow's antialiased resize of 8-bit images, bit for bit (fixed point, horizontal pass first);
/// crop then resize as torchvision's `resized_crop`.
Image resize(const Image& image, const Box& box, std::int64_t width, std::int64_t height,
             Interpolation interpolation = Interpolation::bilinear);

/// An image resized to exactly `width` x `height`, with antialiasing; equal to Pillow's resize, bit for bit.
///
/// Errors: UsageError when the wanted size is not positive; ShapeError when the image is empty.
///
///     Image thumbnail = resize(decode_image("cat.1.jpg"), 64, 48);
///     Image sharper = resize(decode_image("cat.1.jpg"), 64, 48, Interpolation::bicubic);
Image resize(const Image& image, std::int64_t width, std::int64_t height,
             Interpolation interpolation = Interpolation::bilinear);

/// Stage of a transform: resizes so that the shorter side is `size`, or, with two numbers, to that height and width.
///
/// Units: pixels. The longer side is rounded down, as torchvision does.
/// Errors: UsageError when a size is not positive.
/// Source: torchvision.transforms.Resize of Pillow's images, antialiased; its default is bilinear, too.
///
///     auto transform = Resize{256} | CenterCrop{224} | Normalize{imagenet_mean_std};
///     auto stretched = Resize{224, 320} | Normalize{imagenet_mean_std};   // height 224, width 320
///     auto finer = Resize{.size = 256, .interpolation = Interpolation::bicubic} | CenterCrop{224} | Normalize{};
struct Resize {
  std::int64_t size = 256;  ///< the shorter side, or the height when a width is given
  std::optional<std::int64_t> width = std::nullopt;
  Interpolation interpolation = Interpolation::bilinear;

  Image operator()(Image image, Random& random) const;

  /// Adds this stage to the plan of an image, which is executed later; a Transform calls it.
  void plan(detail::PlannedImage& image, Random& random) const;

  /// A text of all that the result depends on; see Transform::key.
  [[nodiscard]] std::string key() const;

 private:
  std::int64_t longer_side(std::int64_t longer, std::int64_t shorter) const;
};

}  // namespace graft
