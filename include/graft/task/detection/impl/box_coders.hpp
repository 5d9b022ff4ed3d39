#pragma once

#include <string>

#include <graft/task/detection/box_coder.hpp>
#include <graft/task/detection/box_linear_coder.hpp>
#include <graft/task/detection/detail/require_boxes.hpp>

namespace graft {

namespace detail {

inline constexpr double largest_growth = 4.135166556742356;  // log(1000 / 16): exp() of more would overflow early in training

/// Widths and heights of boxes (..., 4), twice: (..., 4).
[[nodiscard]] inline ::torch::Tensor sides(const ::torch::Tensor& boxes) {
  const ::torch::Tensor size = boxes.slice(-1, 2, 4) - boxes.slice(-1, 0, 2);
  return ::torch::cat({size, size}, -1);
}

/// Centres of boxes (..., 4): (..., 2).
[[nodiscard]] inline ::torch::Tensor centres(const ::torch::Tensor& boxes) {
  return 0.5 * (boxes.slice(-1, 0, 2) + boxes.slice(-1, 2, 4));
}

}  // namespace detail

::torch::Tensor BoxLinearCoder::encode(const ::torch::Tensor& anchors, const ::torch::Tensor& boxes) {
  const ::torch::Tensor centre = detail::centres(anchors);
  return ::torch::cat({centre - boxes.slice(-1, 0, 2), boxes.slice(-1, 2, 4) - centre}, -1) / detail::sides(anchors);
}

::torch::Tensor BoxLinearCoder::decode(const ::torch::Tensor& distances, const ::torch::Tensor& anchors) {
  const ::torch::Tensor of_type = anchors.to(distances.scalar_type());
  const ::torch::Tensor centre = detail::centres(of_type), pixels = distances * detail::sides(of_type);
  return ::torch::cat({centre - pixels.slice(-1, 0, 2), centre + pixels.slice(-1, 2, 4)}, -1);
}

::torch::Tensor BoxCoder::encode(const ::torch::Tensor& boxes, const ::torch::Tensor& anchors) const {
  detail::require_boxes(boxes, "BoxCoder::encode");
  detail::require_boxes(anchors, "BoxCoder::encode");
  const ::torch::Tensor weight = ::torch::tensor({weights[0], weights[1], weights[2], weights[3]}, boxes.options());
  const auto size = [](const ::torch::Tensor& of) { return of.slice(1, 2, 4) - of.slice(1, 0, 2); };
  const ::torch::Tensor from = size(anchors), to = size(boxes);
  const ::torch::Tensor centre_from = anchors.slice(1, 0, 2) + 0.5 * from, centre_to = boxes.slice(1, 0, 2) + 0.5 * to;
  return ::torch::cat({weight.slice(0, 0, 2) * (centre_to - centre_from) / from, weight.slice(0, 2, 4) * (to / from).log()}, 1);
}

::torch::Tensor BoxCoder::decode(const ::torch::Tensor& offsets, const ::torch::Tensor& anchors) const {
  detail::require_boxes(anchors, "BoxCoder::decode");
  if (offsets.dim() != 2 || offsets.size(0) != anchors.size(0) || offsets.size(1) % 4 != 0)
    throw ShapeError("BoxCoder::decode takes offsets of the shape [" + std::to_string(anchors.size(0)) + ", 4 K], not " +
                     detail::shape_text(offsets));
  const ::torch::Tensor of_type = anchors.to(offsets.scalar_type());
  const ::torch::Tensor size = (of_type.slice(1, 2, 4) - of_type.slice(1, 0, 2)).unsqueeze(1);  // (N, 1, 2)
  const ::torch::Tensor centre = of_type.slice(1, 0, 2).unsqueeze(1) + 0.5 * size;
  const ::torch::Tensor weight = ::torch::tensor({weights[0], weights[1], weights[2], weights[3]}, offsets.options());
  const ::torch::Tensor scaled = offsets.reshape({offsets.size(0), offsets.size(1) / 4, 4}) / weight;  // (N, K, 4)
  const ::torch::Tensor new_centre = scaled.slice(2, 0, 2) * size + centre;
  const ::torch::Tensor half = 0.5 * (scaled.slice(2, 2, 4).clamp_max(detail::largest_growth).exp() * size);
  return ::torch::cat({new_centre - half, new_centre + half}, 2).reshape(offsets.sizes());
}

}  // namespace graft
