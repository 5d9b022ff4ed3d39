#pragma once

#include <graft/core/exceptions.hpp>
#include <graft/train/recipe.hpp>
#include <graft/train/train_state.hpp>

namespace graft {

/// Puts a new state, which has its network and its optimizer, where a recipe begins: the network frozen as the first stage
/// says, the optimizer at that stage's learning rate. Without stages both stay as they are.
///
/// Errors: UsageError for a schedule of what the optimizer does not have: a learning rate, a momentum.
void begin_training(TrainState& state, const Recipe& recipe);

}  // namespace graft
