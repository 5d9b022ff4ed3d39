#pragma once

#include <cstdint>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/platform/shape_text.hpp>
#include <graft/task/metrics/regression_error.hpp>

namespace graft {

void RegressionError::add(const ::torch::Tensor& predicted, const ::torch::Tensor& target) {
  if (predicted.sizes() != target.sizes() || target.dim() < 1 || target.dim() > 2)
    throw ShapeError("errors are of predicted and known numbers, [N, D] or [N] both, not " + detail::shape_text(predicted) +
                     " and " + detail::shape_text(target));
  const ::torch::NoGradGuard no_grad;
  const auto columns = [](const ::torch::Tensor& values) {
    const ::torch::Tensor here = values.detach().to(::torch::kCPU, ::torch::kDouble);
    return here.dim() == 1 ? here.unsqueeze(1) : here;
  };
  const ::torch::Tensor wanted = columns(target), got = columns(predicted);
  if (!count_.defined()) {
    count_ = ::torch::zeros({wanted.size(1)}, ::torch::kDouble);
    mean_ = count_.clone();
    spread_ = count_.clone();
    squared_ = count_.clone();
    absolute_ = count_.clone();
  }
  if (wanted.size(1) != count_.size(0))
    throw ShapeError("errors of " + std::to_string(count_.size(0)) + " columns cannot go on with " +
                     std::to_string(wanted.size(1)));
  const ::torch::Tensor known = wanted.isnan().logical_not();
  const auto sum_of_known = [&](const ::torch::Tensor& values) {
    return values.where(known, ::torch::zeros_like(values)).sum(0);
  };
  const ::torch::Tensor count = known.sum(0).to(::torch::kDouble), all = count_ + count;
  const ::torch::Tensor mean = sum_of_known(wanted) / count.clamp_min(1), apart = mean - mean_;
  // The spread of two parts together: both of theirs, and that of their means.
  spread_ += sum_of_known((wanted - mean).square()) + apart.square() * count_ * count / all.clamp_min(1);
  mean_ += apart * count / all.clamp_min(1);
  count_ = all;
  squared_ += sum_of_known((got - wanted).square());
  absolute_ += sum_of_known((got - wanted).abs());
}

RegressionErrorResult RegressionError::result() const {
  RegressionErrorResult result;
  std::int64_t columns = 0;
  for (std::int64_t i = 0; count_.defined() && i < count_.size(0); ++i) {
    const auto count = count_[i].item<double>(), spread = spread_[i].item<double>(), squared = squared_[i].item<double>();
    if (count == 0) continue;
    ++columns;
    result.count += static_cast<std::int64_t>(count);
    result.mean_squared_error += squared / count;
    result.mean_absolute_error += absolute_[i].item<double>() / count;
    if (squared == 0)
      result.r2 += 1;
    else if (spread > 0)
      result.r2 += 1 - squared / spread;
  }
  if (columns == 0) return result;
  result.r2 /= static_cast<double>(columns);
  result.mean_squared_error /= static_cast<double>(columns);
  result.mean_absolute_error /= static_cast<double>(columns);
  return result;
}

}  // namespace graft
