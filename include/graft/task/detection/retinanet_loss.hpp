#pragma once

#include <span>

#include <graft/platform/gateway.hpp>
#include <graft/task/detection/anchors.hpp>
#include <graft/task/detection/box_targets.hpp>
#include <graft/task/detection/dense_outputs.hpp>

namespace graft {

/// The loss of RetinaNet: of each image by its number of anchors that have an object, then the mean over the images.
struct RetinaNetLoss {
  ::torch::Tensor classification;  ///< focal loss
  ::torch::Tensor box_regression;  ///< L1

  [[nodiscard]] ::torch::Tensor total() const { return classification + box_regression; }
};

/// The loss of RetinaNet's outputs for a batch, an element of `targets` for each image; an image may have no object.
///
/// An anchor learns the object that it overlaps most, from an IoU of 0.5 on or where it is that object's best; below 0.4 it
/// learns that nothing is there, and between them nothing.
/// Errors: as fcos_loss().
/// Source: torchvision's RetinaNet.compute_loss.
[[nodiscard]] RetinaNetLoss retinanet_loss(const DenseOutputs& outputs, const Anchors& anchors,
                                           std::span<const BoxTargets> targets);

}  // namespace graft
