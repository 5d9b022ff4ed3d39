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
#include <graft/task/metrics/multi_label_precision.hpp>
#include <graft/task/multi_label.hpp>

namespace graft {
namespace detail {

/// MultiLabelPrecision, and the share of labels that are right at a threshold.
class MultiLabelMetric : public Metric {
 public:
  explicit MultiLabelMetric(double threshold) : threshold_(threshold) {}

  void add(const NetworkOutputs& outputs, const Batch& batch) override {
    const ::torch::Tensor scores = outputs.main.to(::torch::kFloat).sigmoid();
    precision_.add(scores, batch.labels);
    const ::torch::Tensor known = batch.labels.isnan().logical_not();
    right_ += scores.ge(threshold_).eq(batch.labels.ge(0.5)).logical_and(known).sum().item<std::int64_t>();
    known_ += known.sum().item<std::int64_t>();
  }
  void report(Evaluation& evaluation) const override {
    evaluation.scores = {{"mAP", precision_.result().mean_average_precision},
                         {"label accuracy", known_ == 0 ? 0 : static_cast<double>(right_) / static_cast<double>(known_)}};
  }

 private:
  double threshold_;
  MultiLabelPrecision precision_{};
  std::int64_t right_ = 0, known_ = 0;
};

}  // namespace detail

void MultiLabel::require(const Dataset& data, const std::string& where) const {
  detail::require_values(data, labels_, where);
  for (const Sample& sample : data)
    for (const float value : std::get<Values>(sample.target))
      if (!std::isnan(value) && value != 0 && value != 1)
        throw DataError("image '" + sample.path + "' of " + where + " has a label of " + std::to_string(value) +
                        "; expected 1 where it is there, 0 where not, and nothing where it is not known");
}

std::unique_ptr<Metric> MultiLabel::metric() const { return std::make_unique<detail::MultiLabelMetric>(options_.threshold); }

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
