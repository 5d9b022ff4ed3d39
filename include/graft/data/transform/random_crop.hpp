#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/data/image/image.hpp>
#include <graft/data/transform/random.hpp>

namespace graft {
namespace detail {

class PlannedImage;

}  // namespace detail

/// Stage of a transform: cuts a square of side `size`, or with two numbers a part of that height and width, out of a random
/// place; a smaller image is padded with black at its right and bottom first.
///
/// Units: pixels.
/// Errors: UsageError when a size is not positive.
/// Source: torchvision.transforms.RandomCrop with pad_if_needed, padded as torchvision's references/segmentation does.
///
///     auto train = RandomScale{} | RandomCrop{360, 480} | RandomHorizontalFlip{} | Normalize{imagenet_mean_std};
struct RandomCrop {
  std::int64_t size = 224;  ///< of both sides, or the height when a width is given
  std::optional<std::int64_t> width = std::nullopt;

  Image operator()(Image image, Random& random) const;

  /// Adds this stage to the plan of an image, which is executed later; a Transform calls it.
  void plan(detail::PlannedImage& image, Random& random) const;

  /// A text of all that the result depends on; see Transform::key.
  [[nodiscard]] std::string key() const;
};

}  // namespace graft
