#pragma once

#include <graft/platform/gateway.hpp>

namespace graft {

/// The focal loss of each logit; `targets`, of the same shape and type, is 1 where its class is there and 0 elsewhere. Not
/// reduced: take its sum() or mean(). A negative `alpha` leaves the weights of the two kinds of targets out.
/// Source: Lin et al., "Focal loss for dense object detection", 2017; torchvision.ops.sigmoid_focal_loss.
[[nodiscard]] ::torch::Tensor sigmoid_focal_loss(const ::torch::Tensor& logits, const ::torch::Tensor& targets,
                                                 double alpha = 0.25, double gamma = 2);

}  // namespace graft
