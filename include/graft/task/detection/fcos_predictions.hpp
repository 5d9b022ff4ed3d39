#pragma once

#include <span>
#include <vector>

#include <graft/data/image/image_size.hpp>
#include <graft/task/detection/anchors.hpp>
#include <graft/task/detection/dense_outputs.hpp>
#include <graft/task/detection/detection_options.hpp>
#include <graft/task/detection/detections.hpp>

namespace graft {

/// The detections in each image of a batch by FCOS's outputs; a score is the root of a class's probability times the
/// centre-ness. Outputs that are NaN give none.
/// Errors: ShapeError for tensors that do not fit together.
/// Source: torchvision's FCOS.postprocess_detections.
[[nodiscard]] std::vector<Detections> fcos_predictions(const DenseOutputs& outputs, const Anchors& anchors,
                                                       std::span<const ImageSize> images, const DetectionOptions& options = {});

}  // namespace graft
