#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/policy/schedule.hpp>

namespace graft {

/// A learning rate that rises from a fraction of the optimizer's to the whole, and then falls to almost nothing, while the
/// momentum goes the other way: an optional policy of FineTuner. The optimizer's `.lr` is the peak.
///
/// As in Python, `cycle_momentum` sets the optimizer's momentum (SGD's, also where it was 0; Adam's beta1) in every step.
/// Source:  Smith and Topin, "Super-Convergence", 2017; torch.optim.lr_scheduler.OneCycleLR, with its names and defaults, whose
///          max_lr is the optimizer's `.lr` here; fastai's fit_one_cycle.
/// Errors:  run time, when the tuner is made: UsageError for a pct_start outside 0 to 1, factors of 0 or less, momenta outside
///          0 to 1, and for cycle_momentum with an optimizer that has no momentum.
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeNone, SGD, OneCycle> tuner{{.optimizer = {.lr = 0.1}}};
struct OneCycle {
  using policy_category = schedule_tag;

  /// How it goes from one value to the next.
  enum class Anneal : std::uint8_t { cos, linear };

  struct Options {
    double pct_start = 0.3;  ///< share of the steps in which the learning rate rises
    Anneal anneal_strategy = Anneal::cos;
    bool cycle_momentum = true;
    double base_momentum = 0.85;    ///< at the peak of the learning rate
    double max_momentum = 0.95;     ///< at the beginning and at the end
    double div_factor = 25;         ///< the first learning rate is lr / div_factor
    double final_div_factor = 1e4;  ///< the last one is lr / div_factor / final_div_factor
    bool three_phase = false;       ///< falls to the first learning rate as slowly as it rose, and to the last one in the rest
  };

  static void check(const Options& options) {
    const auto require = [](bool holds, const char* name, double value, const char* expected) {
      if (!holds || std::isinf(value))
        throw UsageError(std::string("the option .schedule has ") + name + " = " + std::to_string(value) + "; it is " +
                         expected);
    };
    require(options.pct_start >= 0 && options.pct_start <= 1, "pct_start", options.pct_start, "from 0 to 1");
    require(options.div_factor > 0, "div_factor", options.div_factor, "a number greater than 0");
    require(options.final_div_factor > 0, "final_div_factor", options.final_div_factor, "a number greater than 0");
    require(options.base_momentum >= 0 && options.base_momentum < 1, "base_momentum", options.base_momentum,
            "from 0 to less than 1");
    require(options.max_momentum >= 0 && options.max_momentum < 1, "max_momentum", options.max_momentum,
            "from 0 to less than 1");
  }

  [[nodiscard]] static double lr(const Options& options, double base, const SchedulePoint& at) {
    const double first = base / options.div_factor;
    return annealed(
        options, at,
        {first, base, options.three_phase ? first : first / options.final_div_factor, first / options.final_div_factor});
  }

  [[nodiscard]] static std::optional<double> momentum(const Options& options, const SchedulePoint& at) {
    if (!options.cycle_momentum) return std::nullopt;
    return annealed(options, at, {options.max_momentum, options.base_momentum, options.max_momentum, options.max_momentum});
  }

 private:
  /// The value of a step between those at the ends of the phases, of which the third counts with three_phase alone.
  [[nodiscard]] static double annealed(const Options& options, const SchedulePoint& at, const double (&values)[4]) {
    const auto total = static_cast<double>(at.total_steps());
    const double ends[] = {options.pct_start * total - 1, options.three_phase ? 2 * options.pct_start * total - 2 : total - 1,
                           total - 1};
    const double step = std::min(static_cast<double>(at.step), total - 1);
    const int last = options.three_phase ? 2 : 1;
    int phase = 0;
    while (phase < last && step > ends[phase]) ++phase;
    const double begin = phase == 0 ? 0 : ends[phase - 1], length = ends[phase] - begin;
    const double part = length > 0 ? (step - begin) / length : 1;
    const double from = values[phase], to = values[phase + 1];
    return options.anneal_strategy == Anneal::linear ? from + (to - from) * part
                                                     : to + (from - to) / 2 * (std::cos(std::numbers::pi * part) + 1);
  }
};

}  // namespace graft
