#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <graft/task/prediction.hpp>
#include <graft/task/task.hpp>

namespace graft {

/// The labels that a network gives an image.
struct LabelsPrediction {
  std::vector<std::string> labels{};   ///< names of those at least as likely as the threshold
  std::vector<float> probabilities{};  ///< of each label on its own, from 0 to 1
};

/// Any number of labels an image, each there or not: binary cross-entropy, mean average precision.
///
/// Targets are Values of 1, 0, or NaN where it is not known, which counts neither in the loss nor in the metric.
/// Shapes: logits (N, K), labels (N, K).
/// Source: torch.nn.BCEWithLogitsLoss; scikit-learn's average_precision_score with average="macro", over the labels that occur.
class MultiLabel : public Task {
 public:
  struct Options {
    double threshold = 0.5;  ///< from which probability on a label is predicted
  };
  using Prediction = LabelsPrediction;

  explicit MultiLabel(std::int64_t labels) : MultiLabel(labels, Options()) {}
  MultiLabel(std::int64_t labels, Options options) : labels_(labels), options_(options) {}

  using Task::require;
  void require(const Dataset& data, const std::string& where) const override;
  [[nodiscard]] std::unique_ptr<Metric> metric() const override;

  [[nodiscard]] std::vector<Prediction> predictions(const NetworkOutputs& outputs,
                                                    const std::vector<std::string>& label_names) const;

 private:
  std::int64_t labels_;
  Options options_;
};

}  // namespace graft
