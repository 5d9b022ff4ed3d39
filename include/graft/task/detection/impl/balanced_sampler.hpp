#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/platform/shape_text.hpp>
#include <graft/task/detection/balanced_sampler.hpp>

namespace graft {

namespace detail {

/// `count` of the indices at which `chosen` (A) bool is true, in their order.
[[nodiscard]] inline ::torch::Tensor draw(const ::torch::Tensor& chosen, std::int64_t count, Random& random) {
  const ::torch::Tensor indices = chosen.nonzero().squeeze(1);
  const std::int64_t all = indices.numel();
  if (count >= all) return indices;
  std::vector<std::int64_t> order(indices.data_ptr<std::int64_t>(), indices.data_ptr<std::int64_t>() + all);
  for (std::int64_t i = 0; i < count; ++i) {
    const auto other = i + static_cast<std::int64_t>(random.integer(static_cast<std::uint64_t>(all - i)));
    std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(other)]);
  }
  order.resize(static_cast<std::size_t>(count));
  std::sort(order.begin(), order.end());
  return ::torch::tensor(order, ::torch::kLong);
}

}  // namespace detail

BalancedSample BalancedSampler::operator()(const ::torch::Tensor& labels, Random& random) const {
  if (per_image < 0 || !(positive_fraction >= 0 && positive_fraction <= 1))
    throw UsageError("a sample of " + std::to_string(per_image) + " with a share of " + std::to_string(positive_fraction) +
                     "; the number is at least 0, the share from 0 to 1");
  if (labels.dim() != 1) throw ShapeError("a sampler takes labels [A], not " + detail::shape_text(labels));
  const ::torch::Tensor here = labels.to(::torch::kCPU);
  const ::torch::Tensor with_object = here > 0, without = here == 0;
  const auto most = static_cast<std::int64_t>(static_cast<double>(per_image) * positive_fraction);
  const ::torch::Tensor positive = detail::draw(with_object, most, random);
  const ::torch::Tensor negative = detail::draw(without, per_image - positive.numel(), random);
  return {positive.to(labels.device()), negative.to(labels.device())};
}

}  // namespace graft
