#pragma once

#include <graft/platform/gateway.hpp>

namespace graft {

/// What the head of a one-stage detector says about each of A anchors in N images, for K classes.
struct DenseOutputs {
  ::torch::Tensor class_logits;    ///< (N, A, K)
  ::torch::Tensor box_regression;  ///< (N, A, 4), as BoxLinearCoder (FCOS) or BoxCoder (RetinaNet) has it
  ::torch::Tensor centerness{};    ///< (N, A, 1), logits; FCOS's only
};

}  // namespace graft
