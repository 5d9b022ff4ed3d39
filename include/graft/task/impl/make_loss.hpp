#pragma once

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <utility>

#include <graft/task/detail/plain_cross_entropy.hpp>
#include <graft/task/make_loss.hpp>

namespace graft::detail {

/// UsageError for terms that no loss can have.
inline void check(const CrossEntropyTerms& terms, std::int64_t classes) {
  const auto& weights = terms.class_weights;
  if (!weights.empty() && static_cast<std::int64_t>(weights.size()) != classes)
    throw UsageError("the option .loss has " + std::to_string(weights.size()) +
                     (weights.size() == 1 ? " class weight" : " class weights") + ", the head has " + std::to_string(classes) +
                     " classes; give a weight for each, in the order of the class names");
  for (const double weight : weights)
    if (!(weight >= 0) || std::isinf(weight))
      throw UsageError("the option .loss has a class weight of " + std::to_string(weight) + "; it is a number of at least 0");
  if (!weights.empty() && std::all_of(weights.begin(), weights.end(), [](double weight) { return weight == 0; }))
    throw UsageError("the option .loss has class weights that are all 0, so nothing would count; leave them out for 1 each");
  if (!(terms.label_smoothing >= 0 && terms.label_smoothing <= 1))
    throw UsageError("the option .loss has a label smoothing of " + std::to_string(terms.label_smoothing) +
                     "; it is from 0 to 1");
  if (!(terms.gamma >= 0) || std::isinf(terms.gamma))
    throw UsageError("the option .loss has gamma = " + std::to_string(terms.gamma) + "; it is a number of at least 0");
}

/// The formula of CrossEntropyTerms with a gamma that is not 0; `weights` (K) may be undefined.
[[nodiscard]] inline ::torch::Tensor focal_cross_entropy(const ::torch::Tensor& all_logits, const ::torch::Tensor& all_labels,
                                                         const ::torch::Tensor& weights, double label_smoothing, double gamma) {
  ::torch::Tensor logits = all_logits, labels = all_labels;  // (N, K), (N)
  if (logits.dim() > 2) {                                    // of pixels, as if each were an image
    logits = logits.flatten(2).transpose(1, 2).flatten(0, 1);
    labels = labels.flatten();
    const ::torch::Tensor known = (labels != no_label).nonzero().squeeze(1);
    logits = logits.index_select(0, known);
    labels = labels.index_select(0, known);
  }
  const ::torch::Tensor log_p = logits.log_softmax(1);  // (N, K)
  // Where p is 1 in float32, a power below 1 has an infinite slope; the least distance keeps its gradient a number.
  constexpr double least = 1e-12;
  ::torch::Tensor all = -(-log_p.expm1()).clamp_min(least).pow(gamma) * log_p;  // (N, K)
  if (weights.defined()) all = all * weights;
  ::torch::Tensor of_label = all.gather(1, labels.unsqueeze(1)).squeeze(1);  // (N)
  if (label_smoothing != 0)
    of_label = (1 - label_smoothing) * of_label + label_smoothing / static_cast<double>(logits.size(1)) * all.sum(1);
  return weights.defined() ? of_label.sum() / weights.index_select(0, labels).sum() : of_label.mean();
}

[[nodiscard]] inline Loss make(const CrossEntropyTerms& terms, std::int64_t classes, const ::torch::Device& device) {
  check(terms, classes);
  if (terms == CrossEntropyTerms{}) return {};
  const ::torch::Tensor weights =
      terms.class_weights.empty() ? ::torch::Tensor() : ::torch::tensor(terms.class_weights, ::torch::kFloat).to(device);
  const double smoothing = terms.label_smoothing, gamma = terms.gamma;
  const bool may_weigh_nothing =
      std::any_of(terms.class_weights.begin(), terms.class_weights.end(), [](double weight) { return weight == 0; });
  return [=](const ::torch::Tensor& logits, const ::torch::Tensor& labels) {
    // The weighted mean over a batch whose classes all weigh 0 would be 0 / 0.
    if (may_weigh_nothing) {
      const ::torch::Tensor known = labels.masked_select(labels != no_label);
      if (!(weights.index_select(0, known).sum().item<double>() > 0)) return logits.sum() * 0;
    }
    return gamma == 0 ? ::torch::cross_entropy_loss(logits, labels, weights, ::torch::Reduction::Mean, no_label, smoothing)
                      : focal_cross_entropy(logits, labels, weights, smoothing, gamma);
  };
}

/// The mean of what is known of values; 0 where nothing is.
[[nodiscard]] inline ::torch::Tensor mean_of_known(const ::torch::Tensor& values, const ::torch::Tensor& known) {
  return ::torch::where(known, values, ::torch::zeros_like(values)).sum() / known.sum().clamp_min(1);
}

[[nodiscard]] inline Loss make(const BinaryCrossEntropyTerms& terms, std::int64_t labels, const ::torch::Device& device) {
  if (!terms.positive_weights.empty() && static_cast<std::int64_t>(terms.positive_weights.size()) != labels)
    throw UsageError("the option .loss has " + std::to_string(terms.positive_weights.size()) +
                     " positive weights, the head has " + std::to_string(labels) +
                     " labels; give a weight for each, in the order of their names");
  for (const double weight : terms.positive_weights)
    if (!(weight >= 0) || std::isinf(weight))
      throw UsageError("the option .loss has a positive weight of " + std::to_string(weight) +
                       "; it is a number of at least 0");
  const ::torch::Tensor weights =
      terms.positive_weights.empty() ? ::torch::Tensor() : ::torch::tensor(terms.positive_weights, ::torch::kFloat).to(device);
  return [weights](const ::torch::Tensor& logits, const ::torch::Tensor& targets) {
    const ::torch::Tensor known = targets.isnan().logical_not();
    const ::torch::Tensor wanted = ::torch::where(known, targets, ::torch::zeros_like(targets));
    return mean_of_known(::torch::binary_cross_entropy_with_logits(logits, wanted, {}, weights, ::torch::Reduction::None),
                         known);
  };
}

[[nodiscard]] inline Loss make(const DistanceTerms& terms, std::int64_t /*numbers*/, const ::torch::Device& /*device*/) {
  if (!(terms.delta > 0) || std::isinf(terms.delta))
    throw UsageError("the option .loss has a delta of " + std::to_string(terms.delta) + "; it is a number above 0");
  return [terms](const ::torch::Tensor& numbers, const ::torch::Tensor& targets) {
    const ::torch::Tensor known = targets.isnan().logical_not();
    const ::torch::Tensor wanted = ::torch::where(known, targets, numbers.detach());
    constexpr auto each = ::torch::Reduction::None;
    switch (terms.kind) {
      case DistanceTerms::Kind::squared: return mean_of_known(::torch::mse_loss(numbers, wanted, each), known);
      case DistanceTerms::Kind::absolute: return mean_of_known(::torch::l1_loss(numbers, wanted, each), known);
      case DistanceTerms::Kind::huber: break;
    }
    return mean_of_known(::torch::huber_loss(numbers, wanted, each, terms.delta), known);
  };
}

Loss loss_of(const LossTerms& terms, std::int64_t classes, const ::torch::Device& device) {
  return std::visit([&](const auto& kind) { return make(kind, classes, device); }, terms);
}

Loss require_one_number(Loss own) {
  return [own = std::move(own)](const ::torch::Tensor& logits, const ::torch::Tensor& labels) {
    ::torch::Tensor loss = own(logits, labels);
    if (loss.numel() != 1) {
      std::ostringstream shape;
      shape << loss.sizes();
      throw ShapeError("a loss is one number, the mean over the images of a batch; this one gives a tensor of shape " +
                       shape.str() + " for logits of " + std::to_string(logits.size(0)) + " images; take its mean()");
    }
    return loss;
  };
}

}  // namespace graft::detail
