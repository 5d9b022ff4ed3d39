#pragma once

#include <cstdint>
#include <utility>

#include <graft/task/detection/box_area.hpp>
#include <graft/task/detection/box_iou.hpp>
#include <graft/task/detection/clip_boxes_to_image.hpp>
#include <graft/task/detection/detail/require_boxes.hpp>
#include <graft/task/detection/generalized_box_iou.hpp>
#include <graft/task/detection/remove_small_boxes.hpp>

namespace graft {

namespace detail {

/// Areas between corners (..., 2) at the top left and at the bottom right; 0 where there is nothing between them.
[[nodiscard]] inline ::torch::Tensor area_between(const ::torch::Tensor& top_left, const ::torch::Tensor& bottom_right) {
  const ::torch::Tensor sides = (bottom_right - top_left).clamp_min(0);
  return sides.select(-1, 0) * sides.select(-1, 1);
}

/// The corners of boxes (N, 4), top left and bottom right, (N, 2) each.
[[nodiscard]] inline std::pair<::torch::Tensor, ::torch::Tensor> corners(const ::torch::Tensor& boxes) {
  return {boxes.slice(1, 0, 2), boxes.slice(1, 2, 4)};
}

/// Intersection and union of each of (N, 4) with each of (M, 4).
[[nodiscard]] inline std::pair<::torch::Tensor, ::torch::Tensor> intersection_and_union(const ::torch::Tensor& boxes1,
                                                                                        const ::torch::Tensor& boxes2) {
  const auto [top_left1, bottom_right1] = corners(boxes1);
  const auto [top_left2, bottom_right2] = corners(boxes2);
  const ::torch::Tensor shared = area_between(::torch::maximum(top_left1.unsqueeze(1), top_left2),
                                              ::torch::minimum(bottom_right1.unsqueeze(1), bottom_right2));
  return {shared, box_area(boxes1).unsqueeze(1) + box_area(boxes2) - shared};
}

}  // namespace detail

::torch::Tensor box_area(const ::torch::Tensor& boxes) {
  detail::require_boxes(boxes, "box_area");
  const ::torch::Tensor all = detail::upcast(boxes);
  return (all.select(1, 2) - all.select(1, 0)) * (all.select(1, 3) - all.select(1, 1));
}

::torch::Tensor box_iou(const ::torch::Tensor& boxes1, const ::torch::Tensor& boxes2) {
  detail::require_boxes(boxes1, "box_iou");
  detail::require_boxes(boxes2, "box_iou");
  const auto [shared, both] = detail::intersection_and_union(detail::upcast(boxes1), detail::upcast(boxes2));
  return shared / both;
}

::torch::Tensor generalized_box_iou(const ::torch::Tensor& boxes1, const ::torch::Tensor& boxes2) {
  detail::require_boxes(boxes1, "generalized_box_iou");
  detail::require_boxes(boxes2, "generalized_box_iou");
  const ::torch::Tensor first = detail::upcast(boxes1), second = detail::upcast(boxes2);
  const auto [shared, both] = detail::intersection_and_union(first, second);
  const auto [top_left1, bottom_right1] = detail::corners(first);
  const auto [top_left2, bottom_right2] = detail::corners(second);
  const ::torch::Tensor hull = detail::area_between(::torch::minimum(top_left1.unsqueeze(1), top_left2),
                                                    ::torch::maximum(bottom_right1.unsqueeze(1), bottom_right2));
  return shared / both - (hull - both) / hull;
}

::torch::Tensor clip_boxes_to_image(const ::torch::Tensor& boxes, const ImageSize& size) {
  if (boxes.dim() < 1 || boxes.size(-1) != 4)
    throw ShapeError("clip_boxes_to_image takes boxes of the shape [..., 4], not " + detail::shape_text(boxes));
  const auto within = [&](std::int64_t first, std::int64_t most) { return boxes.slice(-1, first, 4, 2).clamp(0, most); };
  const ::torch::Tensor x = within(0, size.width), y = within(1, size.height);
  return ::torch::stack({x, y}, -1).reshape(boxes.sizes());
}

::torch::Tensor remove_small_boxes(const ::torch::Tensor& boxes, double min_size) {
  detail::require_boxes(boxes, "remove_small_boxes");
  const ::torch::Tensor wide = boxes.select(1, 2) - boxes.select(1, 0) >= min_size;
  return (wide & (boxes.select(1, 3) - boxes.select(1, 1) >= min_size)).nonzero().squeeze(1);
}

}  // namespace graft
