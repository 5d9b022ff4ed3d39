#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <graft/platform/shape_text.hpp>
#include <graft/task/detail/require_class_names.hpp>
#include <graft/task/regression.hpp>

namespace graft {
namespace detail {

/// R², the share of the variance that is explained, and the mean absolute error.
class ExplainedVariance : public Metric {
 public:
  void add(const NetworkOutputs& outputs, const Batch& batch) override {
    predicted_.push_back(outputs.main.to(::torch::kCPU, ::torch::kDouble));
    wanted_.push_back(batch.labels.to(::torch::kCPU, ::torch::kDouble));
  }
  void report(Evaluation& evaluation) const override {
    const ::torch::Tensor predicted = ::torch::cat(predicted_), wanted = ::torch::cat(wanted_);  // (N, D)
    double sum = 0, error = 0;
    std::int64_t columns = 0, numbers = 0;
    for (std::int64_t d = 0; d < wanted.size(1); ++d) {
      const ::torch::Tensor known = wanted.select(1, d).isnan().logical_not();
      const ::torch::Tensor right = wanted.select(1, d).masked_select(known);
      if (right.numel() == 0) continue;
      const ::torch::Tensor off = predicted.select(1, d).masked_select(known) - right;
      const double residual = off.square().sum().item<double>(), total = (right - right.mean()).square().sum().item<double>();
      sum += total > 0 ? 1 - residual / total : residual == 0 ? 1 : 0;  // scikit-learn's for a constant
      error += off.abs().sum().item<double>();
      numbers += right.numel();
      ++columns;
    }
    if (columns == 0) throw DataError("none of the numbers to evaluate with is known");
    evaluation.scores = {{"R2", sum / static_cast<double>(columns), false},
                         {"mean absolute error", error / static_cast<double>(numbers), false}};
  }

 private:
  std::vector<::torch::Tensor> predicted_, wanted_;
};

}  // namespace detail

void Regression::require(const Dataset& data, const std::string& where) const { detail::require_values(data, numbers_, where); }

std::unique_ptr<Metric> Regression::metric() const { return std::make_unique<detail::ExplainedVariance>(); }

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
