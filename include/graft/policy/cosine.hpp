#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/policy/schedule.hpp>

namespace graft {

/// A learning rate that falls along half a cosine from the optimizer's to `min_lr`, as an optional policy of FineTuner; before
/// that, if asked, it rises in equal steps from `warmup_decay` of the optimizer's to the whole.
///
/// It changes with each step. The last step of all has the rate just above `min_lr`, as in Python.
/// Source:  Loshchilov and Hutter, "SGDR", 2016, without restarts; torch.optim.lr_scheduler's CosineAnnealingLR, and
///          SequentialLR of it and LinearLR; the options are lr_warmup_epochs, lr_warmup_decay and lr_min of torchvision's
///          training script.
/// Errors:  run time, when the tuner is made: UsageError for negative numbers, and a warmup_decay outside 0 to 1.
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeNone, SGD, Cosine> tuner{{.schedule = {.warmup_epochs = 0.5}}};
struct Cosine {
  using policy_category = schedule_tag;
  struct Options {
    double warmup_epochs = 0;    ///< rounded to steps; no more than there are epochs
    double warmup_decay = 0.01;  ///< share of the learning rate that the first step of the warm-up has
    double min_lr = 0;
  };

  static void check(const Options& options) {
    const auto at_least_0 = [](double value, const char* name) {
      if (!(value >= 0) || std::isinf(value))
        throw UsageError(std::string("the option .schedule has ") + name + " = " + std::to_string(value) +
                         "; it is a number of at least 0");
    };
    at_least_0(options.warmup_epochs, "warmup_epochs");
    at_least_0(options.min_lr, "min_lr");
    if (!(options.warmup_decay >= 0 && options.warmup_decay <= 1))
      throw UsageError("the option .schedule has warmup_decay = " + std::to_string(options.warmup_decay) +
                       "; it is from 0 to 1");
  }

  [[nodiscard]] static double lr(const Options& options, double base, const SchedulePoint& at) {
    const double warmup = std::min(std::round(options.warmup_epochs * static_cast<double>(at.steps_per_epoch)),
                                   static_cast<double>(at.total_steps()));
    const double rest = static_cast<double>(at.total_steps()) - warmup;
    const auto step = static_cast<double>(at.step);
    if (step < warmup) return base * (options.warmup_decay + (1 - options.warmup_decay) * step / warmup);
    if (step - warmup >= rest) return options.min_lr;
    return options.min_lr + (base - options.min_lr) * (1 + std::cos(std::numbers::pi * (step - warmup) / rest)) / 2;
  }
};

}  // namespace graft
