#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <graft/data/loader/image_target.hpp>
#include <graft/graph/shape/size2.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// A batch of images with their targets, ready for the network.
///
/// Shapes: `images` (N, 3, H, W) float32, or what the loader's `map` made of them; `indices` N positions in the dataset;
/// `labels` by the targets: classes (N) int64, numbers (N, D) float32, masks (N, H, W) uint8, else undefined; `objects` N long
/// where these are the targets. Images are channels-last in memory, with which networks are fastest: use `reshape` where `view`
/// refuses; `images.contiguous()` is a copy in the default layout.
struct Batch {
  ::torch::Tensor images{};
  ::torch::Tensor labels{};
  std::vector<ObjectTarget> objects{};
  std::vector<std::size_t> indices{};
  std::optional<Size2> image_size{};  ///< height and width of the images before the `map`

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(indices.size()); }
};

}  // namespace graft
