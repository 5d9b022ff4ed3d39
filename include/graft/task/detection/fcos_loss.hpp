#pragma once

#include <span>

#include <graft/platform/gateway.hpp>
#include <graft/task/detection/anchors.hpp>
#include <graft/task/detection/box_targets.hpp>
#include <graft/task/detection/dense_outputs.hpp>

namespace graft {

/// The loss of FCOS, each part divided by the number of anchors that have an object, in the whole batch.
struct FcosLoss {
  ::torch::Tensor classification;  ///< focal loss
  ::torch::Tensor box_regression;  ///< generalized IoU
  ::torch::Tensor centerness;      ///< binary cross-entropy

  [[nodiscard]] ::torch::Tensor total() const { return classification + box_regression + centerness; }
};

/// The loss of FCOS's outputs for a batch, an element of `targets` for each image; an image may have no object.
///
/// An anchor learns the smallest object whose box holds its centre, whose own centre is closer than `center_sampling_radius`
/// anchors, and whose farthest side is in the range of distances of its feature map.
/// Errors: ShapeError for tensors that do not fit together; DataError for a box without area or that is not finite, and a label
///         beyond the classes.
/// Source: torchvision's FCOS.compute_loss, which also gives 1e8 square pixels as the size from which boxes match nothing.
[[nodiscard]] FcosLoss fcos_loss(const DenseOutputs& outputs, const Anchors& anchors, std::span<const BoxTargets> targets,
                                 double center_sampling_radius = 1.5);

}  // namespace graft
