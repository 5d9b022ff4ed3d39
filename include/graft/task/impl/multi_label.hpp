#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <graft/platform/shape_text.hpp>
#include <graft/task/detail/require_class_names.hpp>
#include <graft/task/multi_label.hpp>

namespace graft {
namespace detail {

/// The area under the curve of precision over recall, as a sum over its steps; NaN where nothing is there.
/// Shapes: scores (M), there (M) of 0 and 1. Source: scikit-learn's average_precision_score.
[[nodiscard]] inline double average_precision(const ::torch::Tensor& scores, const ::torch::Tensor& there) {
  const auto order = scores.argsort(0, /*descending=*/true);
  const auto sorted = scores.index_select(0, order).contiguous(), hits = there.index_select(0, order).to(::torch::kDouble);
  const double all = hits.sum().item<double>();
  if (all == 0) return std::nan("");
  const auto found = hits.cumsum(0).contiguous();
  double sum = 0, before = 0;
  const std::int64_t count = sorted.size(0);
  for (std::int64_t i = 0; i < count; ++i) {
    if (i + 1 < count && sorted.data_ptr<float>()[i] == sorted.data_ptr<float>()[i + 1]) continue;  // equal scores are one step
    const double now = found.data_ptr<double>()[i];
    sum += (now - before) / all * now / static_cast<double>(i + 1);
    before = now;
  }
  return sum;
}

class MeanAveragePrecision : public Metric {
 public:
  explicit MeanAveragePrecision(double threshold) : threshold_(threshold) {}

  void add(const NetworkOutputs& outputs, const Batch& batch) override {
    scores_.push_back(outputs.main.to(::torch::kCPU, ::torch::kFloat).sigmoid());
    labels_.push_back(batch.labels.to(::torch::kCPU));
  }
  void report(Evaluation& evaluation) const override {
    const ::torch::Tensor scores = ::torch::cat(scores_), labels = ::torch::cat(labels_);
    double sum = 0;
    std::int64_t labels_that_occur = 0;
    for (std::int64_t k = 0; k < labels.size(1); ++k) {
      const ::torch::Tensor known = labels.select(1, k).isnan().logical_not();
      const double one = average_precision(scores.select(1, k).masked_select(known), labels.select(1, k).masked_select(known));
      if (std::isnan(one)) continue;
      sum += one;
      ++labels_that_occur;
    }
    const ::torch::Tensor known = labels.isnan().logical_not();
    const ::torch::Tensor right = scores.ge(threshold_).eq(labels.ge(0.5)).masked_select(known);
    evaluation.scores = {{"mAP", labels_that_occur == 0 ? 0 : sum / static_cast<double>(labels_that_occur)},
                         {"label accuracy", right.to(::torch::kDouble).mean().item<double>()}};
  }

 private:
  double threshold_;
  std::vector<::torch::Tensor> scores_, labels_;
};

}  // namespace detail

void MultiLabel::require(const Dataset& data, const std::string& where) const {
  detail::require_values(data, labels_, where);
  for (const Sample& sample : data)
    for (const float value : std::get<Values>(sample.target))
      if (!std::isnan(value) && !(value >= 0 && value <= 1))
        throw DataError("image '" + sample.path + "' of " + where + " has a label of " + std::to_string(value) +
                        "; expected 1 where it is there, 0 where not, and nothing where it is not known");
}

std::unique_ptr<Metric> MultiLabel::metric() const {
  return std::make_unique<detail::MeanAveragePrecision>(options_.threshold);
}

std::vector<LabelsPrediction> MultiLabel::predictions(const NetworkOutputs& outputs,
                                                      const std::vector<std::string>& label_names) const {
  const ::torch::Tensor all = outputs.main.sigmoid().to(::torch::kCPU, ::torch::kFloat).contiguous();  // (N, K)
  if (all.dim() != 2 || all.size(1) != labels_)
    throw ShapeError("the head gives " + detail::shape_text(all) + " for a batch, expected (N, " + std::to_string(labels_) +
                     ")");
  std::vector<LabelsPrediction> predictions(static_cast<std::size_t>(all.size(0)));
  const float* value = all.data_ptr<float>();
  for (LabelsPrediction& one : predictions) {
    for (std::int64_t k = 0; k < labels_; ++k, ++value) {
      one.probabilities.push_back(*value);
      if (static_cast<double>(*value) >= options_.threshold)
        one.labels.push_back(label_names.empty() ? "label " + std::to_string(k) : label_names[static_cast<std::size_t>(k)]);
    }
  }
  return predictions;
}

}  // namespace graft
