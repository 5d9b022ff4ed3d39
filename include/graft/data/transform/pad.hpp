#pragma once

#include <cstdint>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/data/image/image.hpp>
#include <graft/data/transform/random.hpp>

namespace graft {
namespace detail {

class PlannedImage;

}  // namespace detail

/// Stage of a transform: pads an image with black at its right and bottom to at least a height and a width, so that images of
/// several sizes fit into one batch. What a mask has there is ignored.
///
/// Units: pixels.
/// Errors: UsageError when a size is not positive.
///
///     auto val = image_folder("val") | Pad{480, 640} | Normalize{imagenet_mean_std};
struct Pad {
  std::int64_t height = 224;
  std::int64_t width = 224;

  Image operator()(Image image, Random& random) const;

  /// Adds this stage to the plan of an image, which is executed later; a Transform calls it.
  void plan(detail::PlannedImage& image, Random& random) const;

  /// A text of all that the result depends on; see Transform::key.
  [[nodiscard]] std::string key() const;
};

}  // namespace graft
