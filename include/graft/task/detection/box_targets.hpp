#pragma once

#include <graft/platform/gateway.hpp>

namespace graft {

/// The objects of an image that a detector learns from. Units: pixels of the image that the network sees.
struct BoxTargets {
  ::torch::Tensor boxes;   ///< (n, 4) float32, x1 y1 x2 y2
  ::torch::Tensor labels;  ///< (n) int64, indices of classes from 0
};

}  // namespace graft
