#pragma once

#include <graft/train/begin_training.hpp>
#include <graft/train/detail/enter_stage.hpp>
#include <graft/train/detail/learning_rates.hpp>

namespace graft {

void begin_training(TrainState& state, const Recipe& recipe) {
  detail::require_settable(state, recipe.schedule);
  if (!recipe.stages.empty()) detail::enter_stage(state, recipe, 0);
}

}  // namespace graft
