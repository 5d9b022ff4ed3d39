#pragma once

#include <cmath>
#include <cstdint>

#include <graft/data/loader/batch.hpp>
#include <graft/platform/autocast_scope.hpp>
#include <graft/task/outputs_of.hpp>
#include <graft/task/task.hpp>
#include <graft/train/detail/learning_rates.hpp>
#include <graft/train/recipe.hpp>
#include <graft/train/train_state.hpp>
#include <graft/train/zero_grad.hpp>

namespace graft::detail {

/// What the network gives for what call `prefix - 1` gave.
[[nodiscard]] inline NetworkOutputs forward(const TrainState& state, const Recipe& recipe, const Task& task, const Batch& batch,
                                            int prefix) {
  const AutocastScope scope(recipe.device, recipe.autocast);
  if (task.named_outputs() != NamedOutputs::never) return outputs_of(*state.network, batch, prefix);
  return main_output_of(*state.network, batch, prefix);
}

/// One step: batch, forward, loss, backward, optimizer. Gives the loss; of one that is no number, nothing is learnt.
///
/// `batch.images` is what call `prefix - 1` of the network gave; its targets are on the device. `of_labels` is the task's.
[[nodiscard]] inline double train_step(TrainState& state, const Recipe& recipe, const Task& task, const Loss& of_labels,
                                       const Batch& batch, int prefix) {
  const ::torch::Tensor loss = task.loss(forward(state, recipe, task, batch, prefix), batch, of_labels);
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
