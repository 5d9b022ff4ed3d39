#pragma once

#include <cstddef>
#include <vector>

#include <graft/platform/gateway.hpp>

namespace graft {

/// Some images of a dataset, ready for the network.
///
/// Shapes: `images` (N, 3, H, W) float32, or what the loader's `map` made of them; `labels` (N) int64, `indices` N positions in
/// the dataset. The memory of images is channels-last, which is what networks are fastest with: `images.contiguous()` is a copy
/// that is not, and `reshape` does what `view` may refuse.
struct Batch {
  ::torch::Tensor images;
  ::torch::Tensor labels;
  std::vector<std::size_t> indices;
};

}  // namespace graft
