#pragma once

#include <cstdint>
#include <vector>

#include <graft/platform/gateway.hpp>

namespace graft {

/// Average precision of labels of which an image has any number.
struct MultiLabelPrecisionResult {
  double mean_average_precision = 0;      ///< over the labels that any image has; 0 without any
  std::vector<double> label_precision{};  ///< of each label, NaN where no image has it
};

/// Ranks images by their score for each label: average precision is the mean precision at the images that have it, those of
/// equal scores at once. Keeps all scores until result().
/// Source: scikit-learn's average_precision_score with average='macro', which counts labels that no image has as 0.
class MultiLabelPrecision {
 public:
  /// Takes images: scores (N, L), the higher the surer, and targets (N, L), 1 for a label that an image has, 0 for one that it
  /// lacks, NaN where that is not known, which does not count.
  /// Errors: ShapeError for tensors of other shapes or another number of labels than before; DataError for a score of NaN, and
  ///         a target that is none of those.
  void add(const ::torch::Tensor& scores, const ::torch::Tensor& targets);

  [[nodiscard]] MultiLabelPrecisionResult result() const;

 private:
  std::vector<::torch::Tensor> scores_{}, targets_{};
};

}  // namespace graft
