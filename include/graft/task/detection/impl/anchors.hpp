#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/platform/shape_text.hpp>
#include <graft/task/detection/anchor_generator.hpp>
#include <graft/task/detection/matcher.hpp>

namespace graft {

namespace detail {

/// The anchors of a place around (0, 0), with corners at whole pixels: (ratios x sizes, 4).
[[nodiscard]] inline ::torch::Tensor anchors_of_place(const std::vector<double>& sizes, const std::vector<double>& ratios) {
  const ::torch::Tensor size = ::torch::tensor(sizes, ::torch::kFloat).unsqueeze(0);
  const ::torch::Tensor high = ::torch::tensor(ratios, ::torch::kFloat).sqrt().unsqueeze(1);
  const ::torch::Tensor width = (1 / high * size).flatten(), height = (high * size).flatten();
  return (::torch::stack({-width, -height, width, height}, 1) / 2).round();
}

}  // namespace detail

std::vector<std::int64_t> AnchorGenerator::per_place() const {
  std::vector<std::int64_t> counts;
  for (std::size_t i = 0; i < std::min(sizes.size(), aspect_ratios.size()); ++i)
    counts.push_back(static_cast<std::int64_t>(sizes[i].size() * aspect_ratios[i].size()));
  return counts;
}

Anchors AnchorGenerator::operator()(const ImageSize& image, std::span<const ImageSize> grids,
                                    const ::torch::TensorOptions& options) const {
  if (grids.empty() || grids.size() != sizes.size() || grids.size() != aspect_ratios.size())
    throw UsageError("anchors for " + std::to_string(grids.size()) + " feature maps have sizes for " +
                     std::to_string(sizes.size()) + " and aspect ratios for " + std::to_string(aspect_ratios.size()) +
                     "; give one list of each for each feature map");
  Anchors anchors;
  std::vector<::torch::Tensor> all;
  for (std::size_t i = 0; i < grids.size(); ++i) {
    const std::int64_t rows = grids[i].height, columns = grids[i].width;
    if (rows < 1 || columns < 1 || rows > image.height || columns > image.width)
      throw ShapeError("a feature map of " + std::to_string(rows) + " x " + std::to_string(columns) +
                       " places cannot be of an " + "image of " + std::to_string(image.height) + " x " +
                       std::to_string(image.width) + " pixels");
    const auto shifts = [](std::int64_t count, std::int64_t stride) {
      return (::torch::arange(count, ::torch::kLong) * stride).to(::torch::kFloat);
    };
    const ::torch::Tensor y = shifts(rows, image.height / rows).repeat_interleave(columns);
    const ::torch::Tensor x = shifts(columns, image.width / columns).repeat(rows);
    const ::torch::Tensor of_place = detail::anchors_of_place(sizes[i], aspect_ratios[i]);
    all.push_back((::torch::stack({x, y, x, y}, 1).unsqueeze(1) + of_place).reshape({-1, 4}));
    anchors.per_level.push_back(all.back().size(0));
  }
  anchors.boxes = ::torch::cat(all).to(options);
  return anchors;
}

AnchorGenerator fcos_anchors() { return {.sizes = {{8}, {16}, {32}, {64}, {128}}, .aspect_ratios = {{1}, {1}, {1}, {1}, {1}}}; }

AnchorGenerator retinanet_anchors() {
  // A third of the way to the next power of 2 and two thirds, cut off to whole pixels.
  return {.sizes = {{32, 40, 50}, {64, 80, 101}, {128, 161, 203}, {256, 322, 406}, {512, 645, 812}},
          .aspect_ratios = std::vector<std::vector<double>>(5, {0.5, 1, 2})};
}

AnchorGenerator faster_rcnn_anchors() {
  return {.sizes = {{32}, {64}, {128}, {256}, {512}}, .aspect_ratios = std::vector<std::vector<double>>(5, {0.5, 1, 2})};
}

::torch::Tensor Matcher::operator()(const ::torch::Tensor& quality) const {
  if (!(low_threshold <= high_threshold))
    throw UsageError("a matcher's low threshold, " + std::to_string(low_threshold) + ", is above its high one, " +
                     std::to_string(high_threshold));
  if (quality.dim() != 2 || quality.size(0) == 0)
    throw ShapeError("a matcher takes overlaps [M, A] of at least one object, not " + detail::shape_text(quality));
  if (quality.size(1) == 0) return ::torch::empty({0}, quality.options().dtype(::torch::kLong));
  const auto [best, object] = quality.max(0);
  ::torch::Tensor matches = object.masked_fill(best < low_threshold, below_low_threshold);
  matches.masked_fill_((best >= low_threshold) & (best < high_threshold), between_thresholds);
  if (!allow_low_quality_matches) return matches;
  const ::torch::Tensor best_of_an_object = (quality == quality.amax(1, true)).any(0);
  return ::torch::where(best_of_an_object, object, matches);
}

}  // namespace graft
