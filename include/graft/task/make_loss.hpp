#pragma once

#include <cstdint>
#include <span>

#include <graft/core/exceptions.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/policy/loss.hpp>
#include <graft/policy/loss_terms.hpp>
#include <graft/task/loss.hpp>

namespace graft {
namespace detail {

[[nodiscard]] Loss loss_of(const LossTerms& terms, std::int64_t classes, const ::torch::Device& device);
[[nodiscard]] Loss require_one_number(Loss own);

}  // namespace detail

/// What the loop computes for a loss policy; empty where that is plain cross-entropy.
///
/// `images` is the number of training images of each class, all 0 where there are none yet.
/// Errors: UsageError for options without sense; DataError as the policy's; from the loss itself, ShapeError when it gives more
///         than one number.
template <LossPolicy L>
[[nodiscard]] Loss make_loss(const typename L::Options& options, std::span<const std::int64_t> images,
                             const ::torch::Device& device) {
  if constexpr (OwnLoss<L>)
    return detail::require_one_number(
        [options](const ::torch::Tensor& logits, const ::torch::Tensor& labels) -> ::torch::Tensor {
          return L::loss(logits, labels, options);
        });
  else
    return detail::loss_of(L::terms(options, images), static_cast<std::int64_t>(images.size()), device);
}

}  // namespace graft
