#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include <graft/task/detection/detail/require_boxes.hpp>
#include <graft/task/detection/detail/require_outputs.hpp>

namespace graft::detail {

void require_outputs(const DenseOutputs& outputs, const Anchors& anchors, std::size_t images, bool with_centerness) {
  require_boxes(anchors.boxes, "a detector");
  if (images == 0) throw ShapeError("a detector's batch has no image");
  const auto& logits = outputs.class_logits;
  const std::int64_t count = anchors.boxes.size(0);
  const std::int64_t of_levels = std::accumulate(anchors.per_level.begin(), anchors.per_level.end(), std::int64_t{0});
  if (anchors.per_level.empty() || of_levels != count)
    throw ShapeError("the " + std::to_string(anchors.per_level.size()) + " feature maps have " + std::to_string(of_levels) +
                     " anchors, but there are " + std::to_string(count));
  const auto require = [&](const ::torch::Tensor& tensor, std::int64_t last, const char* name) {
    const auto batch = static_cast<std::int64_t>(images);
    if (tensor.defined() && tensor.sizes() == ::torch::IntArrayRef({batch, count, last}) && tensor.is_floating_point()) return;
    throw ShapeError(std::string("a detector's ") + name + " are [" + std::to_string(batch) + ", " + std::to_string(count) +
                     ", " + (last > 0 ? std::to_string(last) : "K") + "] for so many images and anchors, not " +
                     (tensor.defined() ? shape_text(tensor) : "undefined"));
  };
  require(logits, logits.defined() && logits.dim() == 3 && logits.size(2) > 0 ? logits.size(2) : -1, "class logits");
  require(outputs.box_regression, 4, "box regression outputs");
  if (with_centerness) require(outputs.centerness, 1, "centre-ness logits");
}

/// The first of the target boxes that no detector can learn, as text; empty if all are good.
[[nodiscard]] inline std::string bad_box(const ::torch::Tensor& boxes) {
  const ::torch::Tensor good = (boxes.slice(1, 2, 4) > boxes.slice(1, 0, 2)).all(1) & boxes.isfinite().all(1);
  if (good.all().item<bool>()) return {};
  const ::torch::Tensor first = boxes[good.logical_not().nonzero()[0][0].item<std::int64_t>()];
  std::ostringstream text;
  for (std::int64_t i = 0; i < 4; ++i) text << (i == 0 ? "(" : ", ") << first[i].item<double>();
  return text.str() + ")";
}

std::vector<BoxTargets> checked_targets(std::span<const BoxTargets> targets, const ::torch::Device& device,
                                        std::int64_t classes) {
  std::vector<BoxTargets> checked;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto& [boxes, labels] = targets[i];
    require_boxes(boxes, "a detector's target");
    if (!labels.defined() || labels.dim() != 1 || labels.size(0) != boxes.size(0) || labels.scalar_type() != ::torch::kLong)
      throw ShapeError("image " + std::to_string(i) + " of the batch has " + std::to_string(boxes.size(0)) +
                       " boxes; it needs as many int64 labels, not " + (labels.defined() ? shape_text(labels) : "none"));
    if (boxes.size(0) > 0) {
      if (const std::string bad = bad_box(boxes); !bad.empty())
        throw DataError("image " + std::to_string(i) + " of the batch has the box " + bad +
                        ", which is not x1 < x2 and y1 < y2 of finite numbers; leave such boxes out of the data");
      const ::torch::Tensor wrong = (labels < 0) | (labels >= classes);
      if (wrong.any().item<bool>())
        throw DataError("image " + std::to_string(i) + " of the batch has the label " +
                        std::to_string(labels[wrong.nonzero()[0][0].item<std::int64_t>()].item<std::int64_t>()) +
                        "; the head has " + std::to_string(classes) + " classes, numbered from 0");
    }
    checked.push_back({boxes.to(device, ::torch::kFloat), labels.to(device)});
  }
  return checked;
}

}  // namespace graft::detail
