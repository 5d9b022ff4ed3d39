#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/data/image/image.hpp>
#include <graft/data/transform/random.hpp>
#include <graft/zoo/interpolation.hpp>

namespace graft {
namespace detail {

class PlannedImage;

}  // namespace detail

/// Stage of a transform: resizes an image so that it just fits into a square of side `size`, in the middle of which it lies, on
/// one colour.
///
/// Units: pixels; `colour` is red, green and blue, 0 to 255.
/// Errors: UsageError when `size` is not positive.
/// Source: Ultralytics' LetterBox, its grey included; sides are rounded to the nearest pixel.
///
///     auto transform = Letterbox{640} | Normalize{imagenet_mean_std};
struct Letterbox {
  std::int64_t size = 640;
  std::array<std::uint8_t, 3> colour{114, 114, 114};
  Interpolation interpolation = Interpolation::bilinear;

  Image operator()(Image image, Random& random) const;

  /// Adds this stage to the plan of an image, which is executed later; a Transform calls it.
  void plan(detail::PlannedImage& image, Random& random) const;

  /// A text of all that the result depends on; see Transform::key.
  [[nodiscard]] std::string key() const;
};

}  // namespace graft
