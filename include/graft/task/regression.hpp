#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <graft/task/task.hpp>

namespace graft {

/// Numbers of an image, such as an age or the position of a joint: squared error, R².
///
/// Targets are Values; NaN where a number is not known, which counts neither in the loss nor in the metric.
/// Shapes: outputs (N, D), labels (N, D).
/// Source: torch.nn.MSELoss; scikit-learn's r2_score with multioutput="uniform_average".
class Regression : public Task {
 public:
  struct Options {};
  using Prediction = std::vector<float>;

  explicit Regression(std::int64_t numbers, Options = {}) : numbers_(numbers) {}

  using Task::require;
  void require(const Dataset& data, const std::string& where) const override;
  [[nodiscard]] std::unique_ptr<Metric> metric() const override;

  [[nodiscard]] std::vector<Prediction> predictions(const NetworkOutputs& outputs, const std::vector<std::string>& names) const;

 private:
  std::int64_t numbers_;
};

}  // namespace graft
