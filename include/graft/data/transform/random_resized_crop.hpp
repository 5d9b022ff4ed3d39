#pragma once

#include <array>
#include <cstdint>
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

/// Stage of a transform: crops a random part of the image and resizes it to a square of side `size`.
///
/// The area of the part is drawn uniformly from `scale`, its ratio of width to height log-uniformly from `ratio`; after ten
/// draws that do not fit, it is the largest centred part of an allowed ratio.
/// Units:  pixels; `scale` is a fraction of the image's area.
/// Errors: UsageError when `size` is not positive, or a range is empty or not positive.
/// Source: torchvision.transforms.RandomResizedCrop; the random numbers are graft's own.
///
///     auto train = image_folder("train") | RandomResizedCrop{224} | RandomHorizontalFlip{} | Normalize{imagenet_mean_std};
struct RandomResizedCrop {
  std::int64_t size = 224;
  std::array<double, 2> scale{0.08, 1.0};
  std::array<double, 2> ratio{3.0 / 4.0, 4.0 / 3.0};
  Interpolation interpolation = Interpolation::bilinear;

  Image operator()(Image image, Random& random) const;

  /// Adds this stage to the plan of an image, which is executed later; a Transform calls it.
  void plan(detail::PlannedImage& image, Random& random) const;

  /// A text of all that the result depends on; see Transform::key.
  [[nodiscard]] std::string key() const;

  /// Draws the part of an image of this size.
  Box choose(std::int64_t width, std::int64_t height, Random& random) const;

 private:
  Box central(std::int64_t width, std::int64_t height) const;

  void validate() const;
};

}  // namespace graft
