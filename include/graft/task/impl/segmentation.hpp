#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <graft/data/transform/normalize.hpp>
#include <graft/platform/shape_text.hpp>
#include <graft/task/detail/plain_cross_entropy.hpp>
#include <graft/task/metrics/mean_iou.hpp>
#include <graft/task/segmentation.hpp>

namespace graft {
namespace detail {

/// Masks as labels of a loss: int64, with `no_label` for ignored pixels.
[[nodiscard]] inline ::torch::Tensor pixel_labels(const ::torch::Tensor& masks) {
  const ::torch::Tensor labels = masks.to(::torch::kInt64);
  return labels.masked_fill(labels == ignored_pixel, no_label);
}

/// Scores of MeanIoU.
class SegmentationMetric : public Metric {
 public:
  explicit SegmentationMetric(std::int64_t classes) : counts_(classes, ignored_pixel) {}

  void add(const NetworkOutputs& outputs, const Batch& batch) override { counts_.add(outputs.main.argmax(1), batch.labels); }
  void report(Evaluation& evaluation) const override {
    const MeanIoUResult result = counts_.result();
    evaluation.scores = {{"mean IoU", result.mean_iou}, {"pixel accuracy", result.pixel_accuracy}};
    for (std::size_t k = 0; k < result.class_iou.size(); ++k)
      if (!std::isnan(result.class_iou[k]))
        evaluation.scores.push_back({"IoU of class " + std::to_string(k), result.class_iou[k]});
  }

 private:
  MeanIoU counts_;
};

}  // namespace detail

Segmentation::Segmentation(std::int64_t classes, Options options) : classes_(classes), options_(options) {
  if (classes > ignored_pixel)
    throw UsageError("a head for segmentation has " + std::to_string(classes) + " classes; masks tell at most " +
                     std::to_string(ignored_pixel) + " apart");
}

void Segmentation::require(const Dataset& data, const std::string& where) const {
  for (const Sample& sample : data)
    if (!std::holds_alternative<MaskFile>(sample.target))
      throw DataError("image '" + sample.path + "' of " + where + " has " + std::string(name_of(sample.target)) +
                      " as its target; expected a mask, such as mask_folders() pairs with images");
  const auto got = static_cast<std::int64_t>(data.class_names.size());
  if (got != 0 && got != classes_)
    throw DataError(where + " has " + std::to_string(got) + " classes, the head has " + std::to_string(classes_));
}

void Segmentation::require(const Batch& batch, const Dataset& data) const {
  const ::torch::Tensor wrong = (batch.labels >= classes_).logical_and(batch.labels != ignored_pixel);
  if (!wrong.any().item<bool>()) return;
  const ::torch::Tensor where = wrong.flatten(1).any(1).to(::torch::kUInt8).argmax(0);
  const auto image = where.item<std::int64_t>();
  const auto value = batch.labels[image].masked_select(wrong[image])[0].item<std::int64_t>();
  const Sample& sample = data[batch.indices[static_cast<std::size_t>(image)]];
  const MaskFile* mask = std::get_if<MaskFile>(&sample.target);
  throw DataError("mask '" + (mask == nullptr ? sample.path : mask->path) + "' has class " + std::to_string(value) +
                  "; expected 0 to " + std::to_string(classes_ - 1) + ", or the value that the option .ignore names");
}

::torch::Tensor Segmentation::loss(const NetworkOutputs& outputs, const Batch& batch, const Loss& loss) const {
  const ::torch::Tensor labels = detail::pixel_labels(batch.labels);
  if (!(labels != detail::no_label).any().item<bool>()) return outputs.main.sum() * 0;
  const auto of = [&](const ::torch::Tensor& output) {
    const ::torch::Tensor logits = output.to(::torch::kFloat);
    return loss ? loss(logits, labels) : detail::plain_cross_entropy(logits, labels, ::torch::Reduction::Mean);
  };
  const ::torch::Tensor main = of(outputs.main), auxiliary = outputs.find("aux");
  return auxiliary.defined() && options_.auxiliary_weight != 0 ? main + options_.auxiliary_weight * of(auxiliary) : main;
}

std::unique_ptr<Metric> Segmentation::metric() const { return std::make_unique<detail::SegmentationMetric>(classes_); }

std::vector<SegmentationPrediction> Segmentation::predictions(const NetworkOutputs& outputs,
                                                              const std::vector<std::string>& class_names) const {
  if (outputs.main.dim() != 4 || outputs.main.size(1) != classes_)
    throw ShapeError("the head gives " + detail::shape_text(outputs.main) + " for a batch, expected (N, " +
                     std::to_string(classes_) + ", H, W)");
  const ::torch::Tensor all = outputs.main.argmax(1).to(::torch::kCPU, ::torch::kUInt8).contiguous();  // (N, H, W)
  std::vector<SegmentationPrediction> predictions(static_cast<std::size_t>(all.size(0)));
  const auto pixels = static_cast<std::size_t>(all.size(1) * all.size(2));
  const std::uint8_t* from = all.data_ptr<std::uint8_t>();
  for (SegmentationPrediction& one : predictions) {
    one = {.width = all.size(2), .height = all.size(1), .classes{from, from + pixels}, .class_names = class_names};
    from += pixels;
  }
  return predictions;
}

Transform Segmentation::prediction_transform(const Preprocessing& preprocessing) const {
  return Normalize{preprocessing.normalization};
}

}  // namespace graft
