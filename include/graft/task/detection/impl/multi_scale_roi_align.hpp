#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/task/detection/box_area.hpp>
#include <graft/task/detection/detail/require_boxes.hpp>
#include <graft/task/detection/multi_scale_roi_align.hpp>
#include <graft/task/detection/roi_align.hpp>

namespace graft {

::torch::Tensor pyramid_levels(const ::torch::Tensor& boxes, std::int64_t first, std::int64_t last,
                               const MultiScaleRoiAlignOptions& options) {
  constexpr double eps = 1e-6;  // a box of just the canonical size is one of its own level
  const ::torch::Tensor size = box_area(boxes).sqrt() / options.canonical_scale;
  const ::torch::Tensor level = (static_cast<double>(options.canonical_level) + size.log2() + eps).floor();
  // A box without area has a level of minus infinity; one turned inside out none.
  return level.nan_to_num(static_cast<double>(first)).clamp(first, last).to(::torch::kLong) - first;
}

::torch::Tensor multi_scale_roi_align(std::span<const ::torch::Tensor> features, std::span<const ::torch::Tensor> boxes,
                                      std::span<const ImageSize> images, const MultiScaleRoiAlignOptions& options) {
  if (features.empty() || images.empty() || boxes.size() != images.size())
    throw UsageError("multi_scale_roi_align() takes at least one feature map, and boxes for each of at least one image, not " +
                     std::to_string(features.size()) + " feature maps and boxes for " + std::to_string(boxes.size()) + " of " +
                     std::to_string(images.size()) + " images");
  std::vector<::torch::Tensor> with_image;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    detail::require_boxes(boxes[i], "multi_scale_roi_align");
    with_image.push_back(::torch::cat({::torch::full_like(boxes[i].slice(1, 0, 1), static_cast<double>(i)), boxes[i]}, 1));
  }
  const ::torch::Tensor regions = ::torch::cat(with_image);
  std::int64_t height = 1;
  for (const ImageSize& image : images) height = std::max(height, image.height);
  const auto stride = [&](const ::torch::Tensor& map) {  // as a power of 2
    const auto of_image = static_cast<float>(map.size(2)) / static_cast<float>(height);
    return -static_cast<std::int64_t>(std::nearbyint(std::log2(of_image)));
  };
  const auto cut_out = [&](const ::torch::Tensor& map, const ::torch::Tensor& of_map) {
    return roi_align(map, of_map,
                     {.height = options.height,
                      .width = options.width,
                      .spatial_scale = std::exp2(-static_cast<double>(stride(map))),
                      .sampling_ratio = options.sampling_ratio});
  };
  if (features.size() == 1) return cut_out(features[0], regions);

  const ::torch::Tensor level =
      pyramid_levels(regions.slice(1, 1, 5), stride(features.front()), stride(features.back()), options);
  std::vector<::torch::Tensor> places, parts;
  for (std::size_t i = 0; i < features.size(); ++i) {
    places.push_back((level == static_cast<std::int64_t>(i)).nonzero().squeeze(1));
    parts.push_back(cut_out(features[i], regions.index_select(0, places.back())));
  }
  return ::torch::cat(parts).index_select(0, ::torch::cat(places).argsort());
}

}  // namespace graft
