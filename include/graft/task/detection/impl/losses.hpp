#pragma once

#include <graft/task/detection/detail/require_boxes.hpp>
#include <graft/task/detection/generalized_box_iou_loss.hpp>
#include <graft/task/detection/sigmoid_focal_loss.hpp>

namespace graft {

::torch::Tensor sigmoid_focal_loss(const ::torch::Tensor& logits, const ::torch::Tensor& targets, double alpha, double gamma) {
  const ::torch::Tensor p = logits.sigmoid();
  const ::torch::Tensor cross_entropy =
      ::torch::binary_cross_entropy_with_logits(logits, targets, {}, {}, ::torch::Reduction::None);
  const ::torch::Tensor p_of_target = p * targets + (1 - p) * (1 - targets);
  ::torch::Tensor loss = cross_entropy * (1 - p_of_target).pow(gamma);
  if (alpha >= 0) loss = (alpha * targets + (1 - alpha) * (1 - targets)) * loss;
  return loss;
}

::torch::Tensor generalized_box_iou_loss(const ::torch::Tensor& boxes1, const ::torch::Tensor& boxes2, double eps) {
  detail::require_boxes(boxes1, "generalized_box_iou_loss");
  detail::require_boxes(boxes2, "generalized_box_iou_loss");
  if (boxes1.size(0) != boxes2.size(0))
    throw ShapeError("generalized_box_iou_loss takes as many boxes on both sides, not " + detail::shape_text(boxes1) + " and " +
                     detail::shape_text(boxes2));
  const auto a = detail::upcast(boxes1).unbind(1), b = detail::upcast(boxes2).unbind(1);
  const ::torch::Tensor left = ::torch::max(a[0], b[0]), top = ::torch::max(a[1], b[1]);
  const ::torch::Tensor right = ::torch::min(a[2], b[2]), bottom = ::torch::min(a[3], b[3]);
  const ::torch::Tensor overlap = (right > left) & (bottom > top);
  const ::torch::Tensor area = (right - left) * (bottom - top);
  const ::torch::Tensor shared = ::torch::where(overlap, area, ::torch::zeros_like(area));
  const ::torch::Tensor both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared;
  const ::torch::Tensor hull =
      (::torch::max(a[2], b[2]) - ::torch::min(a[0], b[0])) * (::torch::max(a[3], b[3]) - ::torch::min(a[1], b[1]));
  return 1 - (shared / (both + eps) - (hull - both) / (hull + eps));
}

}  // namespace graft
