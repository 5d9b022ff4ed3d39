#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <graft/task/task.hpp>

namespace graft {

/// A vector for each image, near for images of one class and far for others: the triplet loss, recall at 1.
///
/// Vectors are compared by the cosine. Of a batch, each image learns from the farthest of its class and the nearest of another;
/// images without one of either count nothing. Targets are classes, of any number, also others than those of validation.
/// Shapes: outputs (N, D), labels (N).
/// Source: Hermans et al., "In Defense of the Triplet Loss for Person Re-Identification", 2017 (batch hard), with distances
///         1 - cosine.
class Embedding : public Task {
 public:
  struct Options {
    double margin = 0.2;  ///< by which another class is to be farther
  };
  using Prediction = std::vector<float>;

  explicit Embedding(std::int64_t numbers) : Embedding(numbers, Options()) {}
  Embedding(std::int64_t numbers, Options options);

  using Task::require;
  void require(const Dataset& data, const std::string& where) const override;
  [[nodiscard]] ::torch::Tensor loss(const NetworkOutputs& outputs, const Batch& batch, const Loss& loss) const override;
  [[nodiscard]] std::unique_ptr<Metric> metric() const override;
  [[nodiscard]] bool shares_classes() const override { return false; }

  /// Vectors of length 1.
  [[nodiscard]] std::vector<Prediction> predictions(const NetworkOutputs& outputs, const std::vector<std::string>& names) const;

 private:
  std::int64_t numbers_;
  Options options_;
};

}  // namespace graft
