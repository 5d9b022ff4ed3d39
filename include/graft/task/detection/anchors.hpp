#pragma once

#include <cstdint>
#include <vector>

#include <graft/platform/gateway.hpp>

namespace graft {

/// The anchors of all feature maps, which are the same for each image of a batch. See AnchorGenerator.
struct Anchors {
  ::torch::Tensor boxes;                  ///< (A, 4), feature map by feature map, the one of the smallest stride first
  std::vector<std::int64_t> per_level{};  ///< how many of them each feature map has
};

}  // namespace graft
