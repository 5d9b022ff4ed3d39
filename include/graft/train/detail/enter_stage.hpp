#pragma once

#include <cstddef>

#include <graft/train/detail/learning_rates.hpp>
#include <graft/train/recipe.hpp>
#include <graft/train/train_state.hpp>

namespace graft::detail {

/// Freezes as a stage says, and gives the optimizer its learning rate.
inline void enter_stage(TrainState& state, const Recipe& recipe, std::size_t stage) {
  const TrainingStage& entered = recipe.stages[stage];
  if (entered.freeze) entered.freeze(*state.network);
  state.stage = stage;
  state.epochs_in_stage = 0;
  if (entered.lr) set_base_rates(state, *entered.lr);
}

}  // namespace graft::detail
