#pragma once

#include <concepts>
#include <cstdint>
#include <span>

#include <graft/policy/category.hpp>
#include <graft/policy/loss_terms.hpp>

namespace graft {
namespace detail {

/// Stands in for a tensor where LibTorch is not known: converts to whatever a function takes.
struct AnyTensor {
  template <class T>
  operator T() const;
};

}  // namespace detail

/// A loss that is written out: what a user's own is. See LossPolicy.
template <class L>
concept OwnLoss = requires(detail::AnyTensor logits, detail::AnyTensor labels, const typename L::Options& options) {
  L::loss(logits, labels, options);
};

/// What a training makes small.
///
/// 1. `using policy_category = loss_tag;`
/// 2. `struct Options`: an aggregate of numbers with defaults, which FineTuner's option `.loss` sets.
/// 3. Either `static torch::Tensor loss(torch::Tensor logits, torch::Tensor labels, const Options&)`, which gives one number,
///    the mean over the images of a batch, from logits (N, K) in float32 and labels (N) in int64, both on the device;
///    or `static CrossEntropyTerms terms(const Options&, std::span<const std::int64_t> images)`, or other LossTerms, for
///    settings of graft's own. `images` has the number of training images of each class; all are 0 before the first training,
///    and where images have no class.
template <class L>
concept LossPolicy = detail::in_category<L, loss_tag> && std::default_initializable<typename L::Options> &&
    (OwnLoss<L> || requires(const typename L::Options& options, std::span<const std::int64_t> images) {
      { L::terms(options, images) } -> std::convertible_to<LossTerms>;
    });

}  // namespace graft
