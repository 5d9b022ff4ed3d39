#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <graft/task/detection/batched_nms.hpp>
#include <graft/task/detection/clip_boxes_to_image.hpp>
#include <graft/task/detection/detail/dense_predictions.hpp>
#include <graft/task/detection/detail/require_boxes.hpp>

namespace graft::detail {

/// What one feature map of one image has to offer: its best scores, whose boxes are cut off at the image's border. Boxes with
/// NaN are left out: they overlap nothing, so that non-maximum suppression would keep them all.
[[nodiscard]] inline Detections candidates(const ::torch::Tensor& scores, const ::torch::Tensor& regression,
                                           const ::torch::Tensor& anchors, const DecodeBoxes& decode, const ImageSize& image,
                                           const DetectionOptions& options) {
  const std::int64_t classes = scores.size(1);
  const ::torch::Tensor flat = scores.flatten();  // place by place, all classes of an anchor side by side
  const ::torch::Tensor above = (flat > options.score_threshold).nonzero().squeeze(1);
  const auto [best, which] = flat.index_select(0, above).topk(std::min(options.candidates_per_level, above.numel()));
  const ::torch::Tensor chosen = above.index_select(0, which);
  const ::torch::Tensor anchor = chosen.div(classes, "floor");
  const ::torch::Tensor boxes =
      clip_boxes_to_image(decode(regression.index_select(0, anchor), anchors.index_select(0, anchor)), image);
  const ::torch::Tensor numbers = boxes.isnan().any(1).logical_not().nonzero().squeeze(1);
  return {boxes.index_select(0, numbers), best.index_select(0, numbers), chosen.remainder(classes).index_select(0, numbers)};
}

std::vector<Detections> dense_predictions(const ::torch::Tensor& scores, const ::torch::Tensor& regression,
                                          const DecodeBoxes& decode, const Anchors& anchors, std::span<const ImageSize> images,
                                          const DetectionOptions& options) {
  const ::torch::Tensor all_anchors = anchors.boxes.to(scores.device());
  std::vector<Detections> all;
  for (std::size_t i = 0; i < images.size(); ++i) {
    const auto image = static_cast<std::int64_t>(i);
    std::vector<::torch::Tensor> boxes, best, labels;
    std::int64_t begin = 0;
    for (const std::int64_t count : anchors.per_level) {
      const auto of_level = [&](const ::torch::Tensor& of_all) { return of_all.slice(0, begin, begin + count); };
      Detections found =
          candidates(of_level(scores[image]), of_level(regression[image]), of_level(all_anchors), decode, images[i], options);
      boxes.push_back(std::move(found.boxes));
      best.push_back(std::move(found.scores));
      labels.push_back(std::move(found.labels));
      begin += count;
    }
    const Detections found{::torch::cat(boxes), ::torch::cat(best), ::torch::cat(labels)};
    const ::torch::Tensor kept =
        batched_nms(found.boxes, found.scores, found.labels, options.iou_threshold).slice(0, 0, options.detections_per_image);
    all.push_back({found.boxes.index_select(0, kept), found.scores.index_select(0, kept), found.labels.index_select(0, kept)});
  }
  return all;
}

}  // namespace graft::detail
