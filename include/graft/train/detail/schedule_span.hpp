#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/train/fit_options.hpp>
#include <graft/train/recipe.hpp>
#include <graft/train/train_state.hpp>

namespace graft::detail {

/// Epochs of one stage, which one schedule covers.
struct ScheduleSpan {
  std::size_t stage = 0;
  int done = 0;  ///< in a call of fit that was broken off
  int epochs = 0;

  [[nodiscard]] int left() const { return epochs - done; }
};

/// How many epochs each stage has: FitOptions says, or else the stages.
[[nodiscard]] inline std::vector<int> epochs_of_stages(const Recipe& recipe, const FitOptions& options) {
  std::vector<int> epochs = options.stage_epochs;
  if (epochs.empty())
    for (const TrainingStage& stage : recipe.stages) epochs.push_back(stage.epochs);
  if (epochs.size() != recipe.stages.size())
    throw UsageError("stage_epochs has " + std::to_string(epochs.size()) + (epochs.size() == 1 ? " number" : " numbers") +
                     ", the freeze policy has " + std::to_string(recipe.stages.size()) + " stages");
  for (const int one : epochs)
    if (one < 1)
      throw UsageError(std::string("a stage needs at least one epoch, ") +
                       (options.stage_epochs.empty() ? "one" : "stage_epochs") + " has " + std::to_string(one));
  return epochs;
}

/// What a call of fit has to train: all that is left of the stages; after the last one, more of it.
///
/// Errors: UsageError when FitOptions does not fit the stages.
[[nodiscard]] inline std::vector<ScheduleSpan> schedule_spans(const TrainState& state, const Recipe& recipe,
                                                              const FitOptions& options) {
  constexpr int usual = 10;
  if (recipe.stages.empty()) {
    if (!options.stage_epochs.empty())
      throw UsageError("stage_epochs is for a tuner whose freeze policy is Stages; give epochs");
    return {{.epochs = options.epochs.value_or(usual)}};
  }
  const std::vector<int> epochs = epochs_of_stages(recipe, options);
  std::vector<ScheduleSpan> left;
  for (std::size_t stage = state.stage; stage < epochs.size(); ++stage)
    if (const int done = stage == state.stage ? state.epochs_in_stage : 0; done < epochs[stage])
      left.push_back({stage, done, epochs[stage]});
  if (left.empty()) left.push_back({.stage = epochs.size() - 1, .epochs = options.epochs.value_or(epochs.back())});

  std::int64_t sum = 0;
  for (const ScheduleSpan& one : left) sum += one.left();
  if (sum > std::numeric_limits<int>::max())
    throw UsageError("the stages have " + std::to_string(sum) + " epochs together; give them fewer");
  if (options.epochs && *options.epochs != sum)
    throw UsageError("epochs is " + std::to_string(*options.epochs) + ", the stages have " + std::to_string(sum) +
                     " together; leave epochs out");
  return left;
}

}  // namespace graft::detail
