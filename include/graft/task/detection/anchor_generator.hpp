#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <graft/data/image/image_size.hpp>
#include <graft/task/detection/anchors.hpp>

namespace graft {

/// Makes the anchors of feature maps: at each of their places one for each size and aspect ratio, height / width.
///
///     const AnchorGenerator generator{.sizes = {{32, 64}, {128}}, .aspect_ratios = {{0.5, 1}, {1}}};
///     const Anchors anchors = generator({.width = 1216, .height = 800}, grids);
///
/// Units: pixels of the image that the network sees. Source: torchvision's AnchorGenerator.
struct AnchorGenerator {
  std::vector<std::vector<double>> sizes{};          ///< of each feature map
  std::vector<std::vector<double>> aspect_ratios{};  ///< of each feature map

  /// How many anchors each place of each feature map has.
  [[nodiscard]] std::vector<std::int64_t> per_place() const;

  /// The anchors for a batch of images of the size `image`, padding included, whose feature maps have the sizes `grids`.
  /// Errors: UsageError for another number of grids than of sizes or aspect ratios; ShapeError for a grid without places or
  ///         larger than the image.
  [[nodiscard]] Anchors operator()(const ImageSize& image, std::span<const ImageSize> grids,
                                   const ::torch::TensorOptions& options = ::torch::kFloat) const;
};

/// FCOS's anchors in torchvision: one for each place of five feature maps, as large as the stride.
[[nodiscard]] AnchorGenerator fcos_anchors();

/// RetinaNet's anchors in torchvision: three sizes and three aspect ratios for each place of five feature maps.
[[nodiscard]] AnchorGenerator retinanet_anchors();

/// Faster R-CNN's anchors in torchvision: one size and three aspect ratios for each place of five feature maps.
[[nodiscard]] AnchorGenerator faster_rcnn_anchors();

}  // namespace graft
