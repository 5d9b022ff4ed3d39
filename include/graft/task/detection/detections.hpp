#pragma once

#include <graft/platform/gateway.hpp>

namespace graft {

/// The objects that a detector finds in an image, the surest first. Units: pixels of the image that the network sees.
struct Detections {
  ::torch::Tensor boxes;   ///< (n, 4), x1 y1 x2 y2
  ::torch::Tensor scores;  ///< (n), from 0 to 1
  ::torch::Tensor labels;  ///< (n) int64, indices of classes from 0
};

}  // namespace graft
