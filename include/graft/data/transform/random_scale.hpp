#pragma once

#include <array>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/data/image/image.hpp>
#include <graft/data/transform/random.hpp>
#include <graft/zoo/interpolation.hpp>

namespace graft {
namespace detail {

class PlannedImage;

}  // namespace detail

/// Stage of a transform: resizes both sides by one factor, drawn uniformly.
///
/// Units: factors of width and height; each side is rounded down, and at least one pixel long.
/// Errors: UsageError when the range is empty or not positive.
/// Source: mmsegmentation's RandomResize with keep_ratio; torchvision's draws the shorter side in pixels instead.
///
///     auto train = RandomScale{.scale = {0.5, 2.0}} | RandomCrop{360, 480} | RandomHorizontalFlip{};
struct RandomScale {
  std::array<double, 2> scale{0.5, 2.0};
  Interpolation interpolation = Interpolation::bilinear;

  Image operator()(Image image, Random& random) const;

  /// Adds this stage to the plan of an image, which is executed later; a Transform calls it.
  void plan(detail::PlannedImage& image, Random& random) const;

  /// A text of all that the result depends on; see Transform::key.
  [[nodiscard]] std::string key() const;
};

}  // namespace graft
