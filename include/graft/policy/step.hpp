#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/policy/schedule.hpp>

namespace graft {

/// A learning rate that is multiplied by `gamma` after every `step_size` epochs, as an optional policy of FineTuner.
///
/// Source:  torch.optim.lr_scheduler.StepLR, with its names and its gamma; step_size is that of torchvision's training script.
/// Errors:  run time, when the tuner is made: UsageError for a step_size of less than one epoch, and a negative gamma.
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeNone, SGD, Step> tuner{{.schedule = {.step_size = 7}}};
struct Step {
  using policy_category = schedule_tag;
  struct Options {
    std::int64_t step_size = 30;  ///< epochs between two changes
    double gamma = 0.1;
  };

  static void check(const Options& options) {
    if (options.step_size < 1)
      throw UsageError("the option .schedule has step_size = " + std::to_string(options.step_size) +
                       "; it is at least 1 epoch");
    if (!(options.gamma >= 0) || std::isinf(options.gamma))
      throw UsageError("the option .schedule has gamma = " + std::to_string(options.gamma) + "; it is a number of at least 0");
  }

  [[nodiscard]] static constexpr double lr(const Options& options, double base, const SchedulePoint& at) {
    double rate = base;
    for (std::int64_t i = at.epoch() / options.step_size; i > 0; --i) rate *= options.gamma;
    return rate;
  }
};

}  // namespace graft
