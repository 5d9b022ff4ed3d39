#pragma once

#include <cmath>
#include <cstdint>

#include <graft/data/loader/batch.hpp>
#include <graft/platform/autocast_scope.hpp>
#include <graft/train/detail/learning_rates.hpp>
#include <graft/train/recipe.hpp>
#include <graft/train/train_state.hpp>
#include <graft/train/zero_grad.hpp>

namespace graft::detail {

/// Logits (N, K) in float32 of what call `prefix - 1` gave.
[[nodiscard]] inline ::torch::Tensor forward(const TrainState& state, const Recipe& recipe, const ::torch::Tensor& features,
                                             int prefix) {
  const AutocastScope scope(recipe.device, recipe.autocast);
  return state.network->run(features, prefix, state.network->graph().call_count());
}

/// Plain cross-entropy, the mean over the batch.
[[nodiscard]] inline ::torch::Tensor cross_entropy(const ::torch::Tensor& logits, const ::torch::Tensor& labels,
                                                   double label_smoothing) {
  constexpr std::int64_t no_label_is_ignored = -100;  // LibTorch's default
  return ::torch::cross_entropy_loss(logits, labels, {}, ::torch::Reduction::Mean, no_label_is_ignored, label_smoothing);
}

/// One step: batch, forward, loss, backward, optimizer. Gives the loss; of one that is no number, nothing is learnt.
///
/// `batch.images` is what call `prefix - 1` of the network gave. `label_smoothing` is of plain cross-entropy.
[[nodiscard]] inline double train_step(TrainState& state, const Recipe& recipe, const Batch& batch, int prefix,
                                       double label_smoothing) {
  const ::torch::Tensor labels = batch.labels.to(recipe.device);
  const ::torch::Tensor logits = forward(state, recipe, batch.images, prefix).to(::torch::kFloat);
  const ::torch::Tensor loss = recipe.loss ? recipe.loss(logits, labels) : cross_entropy(logits, labels, label_smoothing);
  const double value = loss.item<double>();
  if (!std::isfinite(value)) return value;
  graft::zero_grad(*state.optimizer);
  loss.backward();
  apply_schedule(recipe.schedule, state);
  state.optimizer->step();
  ++state.step;
  ++state.batch;
  ++state.schedule.step;
  return value;
}

}  // namespace graft::detail
