#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/platform/shape_text.hpp>
#include <graft/task/metrics/multi_label_precision.hpp>

namespace graft {

namespace detail {

/// Average precision of scores, the higher the surer, with targets of 1, 0 or NaN; NaN without any 1.
[[nodiscard]] inline double average_precision(const float* scores, const float* targets, std::size_t count) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < count; ++i)
    if (targets[i] == 0 || targets[i] == 1) order.push_back(i);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  double right = 0, sum = 0;
  for (std::size_t i = 0; i < order.size();) {
    const float score = scores[order[i]];
    double right_here = 0;
    for (; i < order.size() && scores[order[i]] == score; ++i) right_here += static_cast<double>(targets[order[i]]);
    right += right_here;
    sum += right_here * (right / static_cast<double>(i));
  }
  return right == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / right;
}

}  // namespace detail

void MultiLabelPrecision::add(const ::torch::Tensor& scores, const ::torch::Tensor& targets) {
  if (scores.dim() != 2 || scores.sizes() != targets.sizes())
    throw ShapeError("average precision takes scores and targets [N, L], not " + detail::shape_text(scores) + " and " +
                     detail::shape_text(targets));
  if (!scores_.empty() && scores_.front().size(1) != scores.size(1))
    throw ShapeError("average precision of " + std::to_string(scores_.front().size(1)) + " labels cannot go on with " +
                     std::to_string(scores.size(1)));
  if (scores.isnan().any().item<bool>()) throw DataError("average precision has a score that is NaN; has training diverged?");
  const ::torch::Tensor known = targets.detach().to(::torch::kCPU, ::torch::kFloat);
  if (!((known == 0) | (known == 1) | known.isnan()).all().item<bool>())
    throw DataError("average precision has a target other than 1, 0 and NaN: it is of labels that an image has or lacks");
  scores_.push_back(scores.detach().to(::torch::kCPU, ::torch::kFloat, /*non_blocking=*/false, /*copy=*/true));
  targets_.push_back(known.clone());
}

MultiLabelPrecisionResult MultiLabelPrecision::result() const {
  MultiLabelPrecisionResult result;
  if (scores_.empty()) return result;
  const ::torch::Tensor scores = ::torch::cat(scores_).t().contiguous(), targets = ::torch::cat(targets_).t().contiguous();
  const auto images = static_cast<std::size_t>(scores.size(1));
  std::int64_t occurring = 0;
  for (std::int64_t i = 0; i < scores.size(0); ++i) {
    const auto offset = static_cast<std::size_t>(i) * images;
    const double precision =
        detail::average_precision(scores.data_ptr<float>() + offset, targets.data_ptr<float>() + offset, images);
    result.label_precision.push_back(precision);
    if (std::isnan(precision)) continue;
    result.mean_average_precision += precision;
    ++occurring;
  }
  if (occurring > 0) result.mean_average_precision /= static_cast<double>(occurring);
  return result;
}

}  // namespace graft
