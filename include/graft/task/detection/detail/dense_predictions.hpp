#pragma once

#include <functional>
#include <span>
#include <vector>

#include <graft/data/image/image_size.hpp>
#include <graft/task/detection/anchors.hpp>
#include <graft/task/detection/detection_options.hpp>
#include <graft/task/detection/detections.hpp>

namespace graft::detail {

/// Boxes (n, 4) of regression outputs (n, 4) and anchors (n, 4).
using DecodeBoxes = std::function<::torch::Tensor(const ::torch::Tensor& regression, const ::torch::Tensor& anchors)>;

/// The detections in each image by scores (N, A, K) and regression outputs (N, A, 4).
[[nodiscard]] std::vector<Detections> dense_predictions(const ::torch::Tensor& scores, const ::torch::Tensor& regression,
                                                        const DecodeBoxes& decode, const Anchors& anchors,
                                                        std::span<const ImageSize> images, const DetectionOptions& options);

}  // namespace graft::detail
