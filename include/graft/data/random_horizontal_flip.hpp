#pragma once

#include <string>

#include <graft/data/image.hpp>
#include <graft/data/random.hpp>

namespace graft {
namespace detail {

class PlannedPicture;

}  // namespace detail

/// Stage of a transform: mirrors the picture left to right with probability `p`.
///
/// Source: torchvision.transforms.RandomHorizontalFlip.
///
///     auto always = RandomHorizontalFlip{.p = 1};
struct RandomHorizontalFlip {
  double p = 0.5;

  Image operator()(Image picture, Random& random) const;

  /// What a Transform calls instead: says what is to be done to the picture, and leaves the doing for later.
  void plan(detail::PlannedPicture& picture, Random& random) const;

  /// All that its result depends on, as a text; see Transform::key.
  [[nodiscard]] std::string key() const;
};

}  // namespace graft
