#pragma once

#include <cstdint>
#include <variant>

#include <graft/data/dataset/target.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// The class of a pixel that has none: one of the padding, or one that the data set says to ignore.
/// Source: torchvision's segmentation reference.
inline constexpr std::int64_t ignored_pixel = 255;

/// The objects of an image, as the network sees it: after the transform.
struct ObjectTarget {
  ::torch::Tensor boxes{};   ///< (n, 4) float32: x1, y1, x2, y2 in pixels
  ::torch::Tensor labels{};  ///< (n) int64
  ::torch::Tensor crowd{};   ///< (n) bool; see Object
};

/// The target of an image after the transform; a tensor is a mask, (H, W) uint8 of classes and `ignored_pixel`.
using ImageTarget = std::variant<NoTarget, ClassLabel, Values, ::torch::Tensor, ObjectTarget>;

}  // namespace graft
