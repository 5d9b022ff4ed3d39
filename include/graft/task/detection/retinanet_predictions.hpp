#pragma once

#include <span>
#include <vector>

#include <graft/data/image/image_size.hpp>
#include <graft/task/detection/anchors.hpp>
#include <graft/task/detection/dense_outputs.hpp>
#include <graft/task/detection/detection_options.hpp>
#include <graft/task/detection/detections.hpp>

namespace graft {

/// torchvision's defaults for RetinaNet.
inline constexpr DetectionOptions retinanet_detection_options{
    .score_threshold = 0.05, .candidates_per_level = 1000, .iou_threshold = 0.5, .detections_per_image = 300};

/// The detections in each image of a batch by RetinaNet's outputs. Outputs that are NaN give none.
/// Errors: ShapeError for tensors that do not fit together.
/// Source: torchvision's RetinaNet.postprocess_detections.
[[nodiscard]] std::vector<Detections> retinanet_predictions(const DenseOutputs& outputs, const Anchors& anchors,
                                                            std::span<const ImageSize> images,
                                                            const DetectionOptions& options = retinanet_detection_options);

}  // namespace graft
