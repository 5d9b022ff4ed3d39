#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <graft/task/prediction.hpp>
#include <graft/task/task.hpp>

namespace graft {

/// One class an image: cross-entropy, accuracy, the likeliest class.
///
/// Shapes: logits (N, K), labels (N).
class Classification : public Task {
 public:
  struct Options {};
  using Prediction = graft::Prediction;

  explicit Classification(std::int64_t classes, Options = {}) : classes_(classes) {}

  using Task::require;
  void require(const Dataset& data, const std::string& where) const override;
  [[nodiscard]] double loss_sum(const NetworkOutputs& outputs, const Batch& batch, const Loss& loss) const override;
  [[nodiscard]] std::unique_ptr<Metric> metric() const override;

  /// Errors: ShapeError where the network gives no row of logits, or another number of them than there are classes.
  [[nodiscard]] std::vector<Prediction> predictions(const NetworkOutputs& outputs,
                                                    const std::vector<std::string>& class_names) const;

 private:
  std::int64_t classes_;
};

}  // namespace graft
