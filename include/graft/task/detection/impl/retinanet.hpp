#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include <graft/task/detection/box_coder.hpp>
#include <graft/task/detection/box_iou.hpp>
#include <graft/task/detection/detail/dense_predictions.hpp>
#include <graft/task/detection/detail/require_boxes.hpp>
#include <graft/task/detection/detail/require_outputs.hpp>
#include <graft/task/detection/matcher.hpp>
#include <graft/task/detection/retinanet_loss.hpp>
#include <graft/task/detection/retinanet_predictions.hpp>
#include <graft/task/detection/sigmoid_focal_loss.hpp>

namespace graft {

RetinaNetLoss retinanet_loss(const DenseOutputs& outputs, const Anchors& anchors, std::span<const BoxTargets> targets) {
  detail::require_outputs(outputs, anchors, targets.size(), false);
  const ::torch::Tensor logits = detail::upcast(outputs.class_logits), offsets = detail::upcast(outputs.box_regression);
  const std::vector<BoxTargets> checked = detail::checked_targets(targets, logits.device(), logits.size(2));
  const ::torch::Tensor boxes_of_anchors = anchors.boxes.to(offsets.device(), offsets.scalar_type());
  constexpr Matcher matcher{.high_threshold = 0.5, .low_threshold = 0.4, .allow_low_quality_matches = true};
  std::vector<::torch::Tensor> classification, regression;
  for (std::size_t i = 0; i < checked.size(); ++i) {
    const auto image = static_cast<std::int64_t>(i);
    const auto& [boxes, labels] = checked[i];
    const ::torch::Tensor match = boxes.size(0) > 0
                                      ? matcher(box_iou(boxes, anchors.boxes.to(boxes.device())))
                                      : ::torch::full({anchors.boxes.size(0)}, Matcher::below_low_threshold, labels.options());
    const ::torch::Tensor learning = (match >= 0).nonzero().squeeze(1), object = match.index_select(0, learning);
    const double share = 1 / static_cast<double>(std::max<std::int64_t>(1, learning.numel()));

    ::torch::Tensor classes_to_learn = ::torch::zeros_like(logits[image]);
    classes_to_learn.index_put_({learning, labels.index_select(0, object)}, 1.0);
    const ::torch::Tensor sure = (match != Matcher::between_thresholds).nonzero().squeeze(1);
    classification.push_back(
        sigmoid_focal_loss(logits[image].index_select(0, sure), classes_to_learn.index_select(0, sure)).sum() * share);

    const ::torch::Tensor wanted =
        BoxCoder().encode(boxes.index_select(0, object).to(offsets.scalar_type()), boxes_of_anchors.index_select(0, learning));
    regression.push_back((offsets[image].index_select(0, learning) - wanted).abs().sum() * share);
  }
  return {.classification = ::torch::stack(classification).mean(), .box_regression = ::torch::stack(regression).mean()};
}

std::vector<Detections> retinanet_predictions(const DenseOutputs& outputs, const Anchors& anchors,
                                              std::span<const ImageSize> images, const DetectionOptions& options) {
  detail::require_outputs(outputs, anchors, images.size(), false);
  const ::torch::NoGradGuard no_grad;
  const auto decode = [](const ::torch::Tensor& offsets, const ::torch::Tensor& of_anchors) {
    return BoxCoder().decode(offsets, of_anchors);
  };
  return detail::dense_predictions(detail::upcast(outputs.class_logits).sigmoid(), detail::upcast(outputs.box_regression),
                                   decode, anchors, images, options);
}

}  // namespace graft
