#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include <graft/task/detection/batched_nms.hpp>
#include <graft/task/detection/detail/require_boxes.hpp>
#include <graft/task/detection/nms.hpp>

namespace graft {

namespace detail {

inline void require_one_for_each(const ::torch::Tensor& boxes, const ::torch::Tensor& values, const char* what) {
  if (!values.defined() || values.dim() != 1 || values.size(0) != boxes.size(0))
    throw ShapeError(std::string("non-maximum suppression takes as many ") + what + " as boxes, which are " +
                     std::to_string(boxes.size(0)) + ", not " + (values.defined() ? shape_text(values) : "none"));
}

/// nms() of boxes that are on the processor, by indices from the highest score to the lowest.
template <class Number>
[[nodiscard]] std::vector<std::int64_t> kept_boxes(const ::torch::Tensor& boxes, const ::torch::Tensor& order,
                                                   double iou_threshold) {
  const auto count = static_cast<std::size_t>(order.numel());
  const ::torch::Tensor sorted = boxes.index_select(0, order).t().contiguous();  // (4, N)
  const Number* const x1 = sorted.data_ptr<Number>();
  const Number *const y1 = x1 + count, *const x2 = y1 + count, *const y2 = x2 + count;
  const std::int64_t* const index = order.data_ptr<std::int64_t>();
  std::vector<Number> areas(count);
  for (std::size_t i = 0; i < count; ++i) areas[i] = (x2[i] - x1[i]) * (y2[i] - y1[i]);
  std::vector<std::uint8_t> suppressed(count, 0);
  std::vector<std::int64_t> kept;
  for (std::size_t i = 0; i < count; ++i) {
    if (suppressed[i] != 0) continue;
    kept.push_back(index[i]);
    const Number left = x1[i], top = y1[i], right = x2[i], bottom = y2[i], area = areas[i];
    for (std::size_t j = i + 1; j < count; ++j) {
      const Number width = std::max(Number{0}, std::min(right, x2[j]) - std::max(left, x1[j]));
      const Number height = std::max(Number{0}, std::min(bottom, y2[j]) - std::max(top, y1[j]));
      const Number shared = width * height;
      const Number overlap = shared / (area + areas[j] - shared);
      suppressed[j] |= static_cast<std::uint8_t>(static_cast<double>(overlap) > iou_threshold);
    }
  }
  return kept;
}

/// nms() in each group for itself.
[[nodiscard]] inline ::torch::Tensor nms_group_by_group(const ::torch::Tensor& boxes, const ::torch::Tensor& scores,
                                                        const ::torch::Tensor& groups, double iou_threshold) {
  ::torch::Tensor keeps = ::torch::zeros_like(scores, ::torch::kBool);
  const ::torch::Tensor all_groups = std::get<0>(::torch::_unique2(groups));
  for (std::int64_t i = 0; i < all_groups.numel(); ++i) {
    const ::torch::Tensor members = (groups == all_groups[i]).nonzero().squeeze(1);
    const ::torch::Tensor kept = nms(boxes.index_select(0, members), scores.index_select(0, members), iou_threshold);
    keeps.index_fill_(0, members.index_select(0, kept), true);
  }
  const ::torch::Tensor kept = keeps.nonzero().squeeze(1);
  const ::torch::Tensor order = std::get<1>(scores.index_select(0, kept).sort(/*stable=*/true, 0, /*descending=*/true));
  return kept.index_select(0, order);
}

}  // namespace detail

::torch::Tensor nms(const ::torch::Tensor& boxes, const ::torch::Tensor& scores, double iou_threshold) {
  detail::require_boxes(boxes, "nms");
  detail::require_one_for_each(boxes, scores, "scores");
  if (boxes.size(0) == 0) return ::torch::empty({0}, boxes.options().dtype(::torch::kLong));
  const ::torch::NoGradGuard no_grad;
  const ::torch::Tensor here = detail::upcast(boxes.detach()).to(::torch::kCPU);
  const ::torch::Tensor order =
      std::get<1>(scores.detach().to(::torch::kCPU).sort(/*stable=*/true, 0, /*descending=*/true)).contiguous();
  const std::vector<std::int64_t> kept = here.scalar_type() == ::torch::kDouble
                                             ? detail::kept_boxes<double>(here, order, iou_threshold)
                                             : detail::kept_boxes<float>(here, order, iou_threshold);
  return ::torch::tensor(kept, ::torch::kLong).to(boxes.device());
}

::torch::Tensor batched_nms(const ::torch::Tensor& boxes, const ::torch::Tensor& scores, const ::torch::Tensor& groups,
                            double iou_threshold) {
  detail::require_boxes(boxes, "batched_nms");
  detail::require_one_for_each(boxes, scores, "scores");
  detail::require_one_for_each(boxes, groups, "groups");
  if (boxes.size(0) == 0) return ::torch::empty({0}, boxes.options().dtype(::torch::kLong));
  const ::torch::NoGradGuard no_grad;
  const ::torch::Tensor here = detail::upcast(boxes.detach()).to(::torch::kCPU);
  const ::torch::Tensor groups_here = groups.to(::torch::kCPU);
  const ::torch::Tensor scores_here = scores.detach().to(::torch::kCPU);
  constexpr std::int64_t most_at_once = 1000;
  const ::torch::Tensor largest = here.max();
  if (here.size(0) > most_at_once || !std::isfinite(largest.item<double>()))
    return detail::nms_group_by_group(here, scores_here, groups_here, iou_threshold).to(boxes.device());
  const ::torch::Tensor offsets = groups_here.to(here.scalar_type()) * (largest + 1);
  return nms(here + offsets.unsqueeze(1), scores_here, iou_threshold).to(boxes.device());
}

}  // namespace graft
