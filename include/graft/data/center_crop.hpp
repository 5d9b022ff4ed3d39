#pragma once

#include <cstdint>
#include <string>

#include <graft/core/error.hpp>
#include <graft/data/image.hpp>
#include <graft/data/random.hpp>

namespace graft {
namespace detail {

class PlannedPicture;

}  // namespace detail

/// Stage of a transform: cuts the square of side `size` out of the middle; a smaller picture is padded with black.
///
/// Units: pixels.
/// Errors: UsageError when `size` is not positive.
/// Source: torchvision.transforms.CenterCrop. When the margins cannot be equal, half a pixel is rounded to the even
/// number.
///
///     Image middle = CenterCrop{224}(picture, random);
struct CenterCrop {
  std::int64_t size = 224;

  Image operator()(Image picture, Random& random) const;

  /// What a Transform calls instead: says what is to be done to the picture, and leaves the doing for later.
  void plan(detail::PlannedPicture& picture, Random& random) const;

  /// All that its result depends on, as a text; see Transform::key.
  [[nodiscard]] std::string key() const;

 private:
  std::int64_t margin(std::int64_t length) const;

  Image padded(const Image& picture) const;
};

}  // namespace graft
