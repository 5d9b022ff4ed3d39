#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <graft/platform/shape_text.hpp>
#include <graft/task/detail/require_class_names.hpp>
#include <graft/task/metrics/regression_error.hpp>
#include <graft/task/regression.hpp>

namespace graft {
namespace detail {

/// Scores of RegressionError.
class RegressionMetric : public Metric {
 public:
  void add(const NetworkOutputs& outputs, const Batch& batch) override { errors_.add(outputs.main, batch.labels); }
  void report(Evaluation& evaluation) const override {
    const RegressionErrorResult result = errors_.result();
    if (result.count == 0) throw DataError("none of the numbers to evaluate with is known");
    evaluation.scores = {{"R2", result.r2, false}, {"mean absolute error", result.mean_absolute_error, false}};
  }

 private:
  RegressionError errors_{};
};

}  // namespace detail

void Regression::require(const Dataset& data, const std::string& where) const { detail::require_values(data, numbers_, where); }

std::unique_ptr<Metric> Regression::metric() const { return std::make_unique<detail::RegressionMetric>(); }

std::vector<std::vector<float>> Regression::predictions(const NetworkOutputs& outputs, const std::vector<std::string>&) const {
  const ::torch::Tensor all = outputs.main.to(::torch::kCPU, ::torch::kFloat).contiguous();  // (N, D)
  if (all.dim() != 2 || all.size(1) != numbers_)
    throw ShapeError("the head gives " + detail::shape_text(all) + " for a batch, expected (N, " + std::to_string(numbers_) +
                     ")");
  std::vector<std::vector<float>> predictions;
  for (std::int64_t n = 0; n < all.size(0); ++n) {
    const float* row = all.data_ptr<float>() + n * numbers_;
    predictions.emplace_back(row, row + numbers_);
  }
  return predictions;
}

}  // namespace graft
