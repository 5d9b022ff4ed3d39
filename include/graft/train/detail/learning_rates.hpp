#pragma once

#include <cstddef>
#include <optional>
#include <tuple>

#include <graft/core/exceptions.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/translate.hpp>
#include <graft/train/recipe.hpp>
#include <graft/train/train_state.hpp>

namespace graft::detail {

/// Takes a learning rate that a group was given by somebody else than the schedule as the one that the schedule starts from.
inline void note_rates(TrainState& state) {
  const auto& groups = state.optimizer->param_groups();
  state.rates.resize(groups.size());
  try {
    for (std::size_t i = 0; i < groups.size(); ++i)
      if (const double lr = groups[i].options().get_lr(); lr != state.rates[i].set) state.rates[i] = {lr, lr};
  } catch (const ::c10::Error&) {  // options of the user's own, without a learning rate
    state.rates.clear();
  }
}

/// Gives every group one learning rate, for a schedule to start from.
inline void set_base_rates(TrainState& state, double lr) {
  translate_errors<UsageError>("setting the learning rate of a stage", [&] {
    for (auto& group : state.optimizer->param_groups()) group.options().set_lr(lr);
  });
  state.rates.assign(state.optimizer->param_groups().size(), {lr, lr});
}

/// Sets what options call momentum; Adam's is the first of its betas. Whether they have one.
[[nodiscard]] inline bool set_momentum(::torch::optim::OptimizerOptions& options, double momentum) {
  if (auto* sgd = dynamic_cast<::torch::optim::SGDOptions*>(&options))
    sgd->momentum(momentum);
  else if (auto* adam = dynamic_cast<::torch::optim::AdamOptions*>(&options))
    adam->betas({momentum, std::get<1>(adam->betas())});
  else if (auto* adamw = dynamic_cast<::torch::optim::AdamWOptions*>(&options))
    adamw->betas({momentum, std::get<1>(adamw->betas())});
  else if (auto* rmsprop = dynamic_cast<::torch::optim::RMSpropOptions*>(&options))
    rmsprop->momentum(momentum);
  else
    return false;
  return true;
}

/// Errors: UsageError when a schedule would set what the optimizer does not have.
inline void require_settable(TrainState& state, const Schedule& schedule) {
  note_rates(state);
  if (schedule.lr && state.rates.empty())
    throw UsageError(
        "a schedule sets the learning rate, and this optimizer's options have none; give them get_lr() and set_lr(), or name "
        "no "
        "schedule");
  if (!schedule.momentum || !schedule.momentum({})) return;
  for (auto& group : state.optimizer->param_groups())
    if (!set_momentum(group.options(), *schedule.momentum({})))
      throw UsageError(
          "the schedule sets the momentum, and this optimizer has none; write .schedule = {.cycle_momentum = false}");
}

/// Gives the optimizer the learning rates and the momentum of the step that `state.schedule` names.
inline void apply_schedule(const Schedule& schedule, TrainState& state) {
  auto& groups = state.optimizer->param_groups();
  if (schedule.lr)
    for (std::size_t i = 0; i < groups.size(); ++i) {
      state.rates[i].set = schedule.lr(state.rates[i].base, state.schedule);
      groups[i].options().set_lr(state.rates[i].set);
    }
  if (!schedule.momentum) return;
  if (const std::optional<double> momentum = schedule.momentum(state.schedule))
    for (auto& group : groups) (void)set_momentum(group.options(), *momentum);
}

}  // namespace graft::detail
