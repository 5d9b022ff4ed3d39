#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <graft/task/detection/box_area.hpp>
#include <graft/task/detection/box_linear_coder.hpp>
#include <graft/task/detection/detail/dense_predictions.hpp>
#include <graft/task/detection/detail/require_boxes.hpp>
#include <graft/task/detection/detail/require_outputs.hpp>
#include <graft/task/detection/fcos_loss.hpp>
#include <graft/task/detection/fcos_predictions.hpp>
#include <graft/task/detection/generalized_box_iou_loss.hpp>
#include <graft/task/detection/sigmoid_focal_loss.hpp>

namespace graft {

namespace detail {

/// The index of the box that each anchor learns, -1 for none.
[[nodiscard]] inline ::torch::Tensor fcos_matches(const Anchors& anchors, const ::torch::Tensor& boxes, double radius) {
  const ::torch::Tensor& all = anchors.boxes;
  const std::int64_t count = all.size(0);
  if (boxes.size(0) == 0) return ::torch::full({count}, -1, all.options().dtype(::torch::kLong));
  const ::torch::Tensor centre = ((all.slice(1, 0, 2) + all.slice(1, 2, 4)) / 2).unsqueeze(1);  // (A, 1, 2)
  const ::torch::Tensor centre_of_box = (boxes.slice(1, 0, 2) + boxes.slice(1, 2, 4)) / 2;      // (M, 2)
  const ::torch::Tensor size = all.select(1, 2) - all.select(1, 0);                             // (A)
  ::torch::Tensor fits = (centre - centre_of_box).abs().amax(2) < radius * size.unsqueeze(1);   // (A, M)
  const ::torch::Tensor distances =
      ::torch::cat({centre - boxes.slice(1, 0, 2), boxes.slice(1, 2, 4) - centre}, 2);  // (A, M, 4)
  fits &= distances.amin(2) > 0;
  ::torch::Tensor least = size * 4, most = size * 8;
  least.slice(0, 0, anchors.per_level.front()).fill_(0);
  most.slice(0, count - anchors.per_level.back(), count).fill_(std::numeric_limits<double>::infinity());
  const ::torch::Tensor farthest = distances.amax(2);
  fits &= (farthest > least.unsqueeze(1)) & (farthest < most.unsqueeze(1));
  constexpr double beyond_areas = 1e8;
  auto [margin, match] = (fits.to(::torch::kFloat) * (beyond_areas - box_area(boxes))).max(1);
  return match.masked_fill(margin < 1e-5, -1);
}

/// How central the middles of anchors (n, 4) are in their boxes (n, 4), from 0 to 1.
[[nodiscard]] inline ::torch::Tensor centerness(const ::torch::Tensor& anchors, const ::torch::Tensor& boxes) {
  const auto distance = BoxLinearCoder::encode(anchors, boxes).unbind(1);
  const auto ratio = [](const ::torch::Tensor& a, const ::torch::Tensor& b) { return ::torch::min(a, b) / ::torch::max(a, b); };
  return (ratio(distance[0], distance[2]) * ratio(distance[1], distance[3])).sqrt();
}

}  // namespace detail

FcosLoss fcos_loss(const DenseOutputs& outputs, const Anchors& anchors, std::span<const BoxTargets> targets,
                   double center_sampling_radius) {
  detail::require_outputs(outputs, anchors, targets.size(), true);
  const ::torch::Tensor logits = detail::upcast(outputs.class_logits);
  const Anchors here{anchors.boxes.to(logits.device()), anchors.per_level};
  const std::int64_t count = here.boxes.size(0), classes = logits.size(2);
  const std::vector<BoxTargets> checked = detail::checked_targets(targets, logits.device(), classes);

  // What learns, of all anchors of all images in a row, with the box and the label that it learns.
  std::vector<::torch::Tensor> learning, boxes, labels;
  for (std::size_t i = 0; i < checked.size(); ++i) {
    const ::torch::Tensor match = detail::fcos_matches(here, checked[i].boxes, center_sampling_radius);
    const ::torch::Tensor matched = (match >= 0).nonzero().squeeze(1);
    const ::torch::Tensor object = match.index_select(0, matched);
    learning.push_back(matched + static_cast<std::int64_t>(i) * count);
    boxes.push_back(checked[i].boxes.index_select(0, object));
    labels.push_back(checked[i].labels.index_select(0, object));
  }
  const ::torch::Tensor rows = ::torch::cat(learning), boxes_to_learn = ::torch::cat(boxes).to(logits.scalar_type());
  const ::torch::Tensor their_anchors = here.boxes.index_select(0, rows.remainder(count)).to(logits.scalar_type());
  const auto of_rows = [&](const ::torch::Tensor& output) {
    return detail::upcast(output.flatten(0, 1).index_select(0, rows));
  };

  const ::torch::Tensor classes_to_learn = ::torch::zeros_like(logits, ::torch::MemoryFormat::Contiguous);
  classes_to_learn.view({-1, classes}).index_put_({rows, ::torch::cat(labels)}, 1.0);
  const ::torch::Tensor predicted = BoxLinearCoder::decode(of_rows(outputs.box_regression), their_anchors);
  const ::torch::Tensor central = detail::centerness(their_anchors, boxes_to_learn);
  const double share = 1 / static_cast<double>(std::max<std::int64_t>(1, rows.numel()));
  return {.classification = sigmoid_focal_loss(logits, classes_to_learn).sum() * share,
          .box_regression = generalized_box_iou_loss(predicted, boxes_to_learn).sum() * share,
          .centerness = ::torch::binary_cross_entropy_with_logits(of_rows(outputs.centerness).squeeze(1), central, {}, {},
                                                                  ::torch::Reduction::Sum) *
                        share};
}

std::vector<Detections> fcos_predictions(const DenseOutputs& outputs, const Anchors& anchors, std::span<const ImageSize> images,
                                         const DetectionOptions& options) {
  detail::require_outputs(outputs, anchors, images.size(), true);
  const ::torch::NoGradGuard no_grad;
  const ::torch::Tensor probability = detail::upcast(outputs.class_logits).sigmoid();
  const ::torch::Tensor scores = (probability * detail::upcast(outputs.centerness).sigmoid()).sqrt();
  return detail::dense_predictions(scores, detail::upcast(outputs.box_regression), BoxLinearCoder::decode, anchors, images,
                                   options);
}

}  // namespace graft
