#pragma once

#include <cstddef>
#include <vector>

#include <graft/platform/gateway.hpp>

namespace graft {

/// A batch of images, ready for the network.
///
/// Shapes: `images` (N, 3, H, W) float32, or what the loader's `map` made of them; `labels` (N) int64, `indices` N positions in
/// the dataset. Images are channels-last in memory, with which networks are fastest: use `reshape` where `view` refuses;
/// `images.contiguous()` is a copy in the default layout.
struct Batch {
  ::torch::Tensor images;
  ::torch::Tensor labels;
  std::vector<std::size_t> indices;
};

}  // namespace graft
