#pragma once

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/dataset.hpp>
#include <graft/train/begin_training.hpp>
#include <graft/train/fit_options.hpp>
#include <graft/train/fit_report.hpp>
#include <graft/train/recipe.hpp>
#include <graft/train/train_state.hpp>

namespace graft {

/// Trains what is not frozen on labelled images, and validates where `val` is given.
///
/// A step is a row of stations: batch, forward, loss, backward, and the optimizer at the schedule's learning rate; a Recipe
/// fills them. What is frozen is looked at before each epoch; the calls before the first one that learns run without gradients.
/// The schedule covers the epochs of one call, or, where there are stages, those of each stage, and begins anew with the next.
/// The state goes on where it stands; a new one first goes through begin_training. Afterwards the network is in evaluation
/// mode, also after an error while training.
/// Errors: UsageError for options without sense, and for an optimizer that lacks a parameter that trains; DataError as the
///         loader's; TrainingError when the loss is no longer a number, after the weights of the last whole epoch have been
///         put back.
FitReport fit(TrainState& state, const Recipe& recipe, const Dataset& train, const Dataset* val, const FitOptions& options);

}  // namespace graft
