#include "support/doctest.hpp"

#include <cmath>

#include <graft/core/exceptions.hpp>
#include <graft/policy/one_cycle.hpp>

#include "policy/recorded_schedule.hpp"

namespace one_cycle_tests {

using namespace graft;

double lr_difference(const char* name, const OneCycle::Options& options) {
  return recorded_schedule::largest_difference(name, "lr",
                                               [&](const SchedulePoint& at) { return OneCycle::lr(options, 0.1, at); });
}
double momentum_difference(const char* name, const OneCycle::Options& options) {
  return recorded_schedule::largest_difference(name, "momentum",
                                               [&](const SchedulePoint& at) { return *OneCycle::momentum(options, at); });
}

TEST_CASE("rate and momentum are OneCycleLR's in each of 200 steps, in two phases and in three") {
  CHECK(lr_difference("one_cycle", {}) < 1e-12);
  CHECK(momentum_difference("one_cycle", {}) < 1e-12);
  CHECK(lr_difference("one_cycle_three_phase", {.three_phase = true}) < 1e-12);
  CHECK(momentum_difference("one_cycle_three_phase", {.three_phase = true}) < 1e-12);
  const OneCycle::Options linear{.pct_start = 0.25,
                                 .anneal_strategy = OneCycle::Anneal::linear,
                                 .base_momentum = 0.8,
                                 .max_momentum = 0.9,
                                 .div_factor = 10,
                                 .final_div_factor = 100,
                                 .three_phase = true};
  CHECK(lr_difference("one_cycle_linear", linear) < 1e-12);
  CHECK(momentum_difference("one_cycle_linear", linear) < 1e-12);
  CHECK(lr_difference("one_cycle_no_momentum", {.cycle_momentum = false}) < 1e-12);
  CHECK_FALSE(OneCycle::momentum({.cycle_momentum = false}, {}).has_value());
}

TEST_CASE("cycles of few steps, and phases of none, give numbers") {
  for (const double rise : {0.0, 0.3, 0.5, 1.0})
    for (const bool three : {false, true})
      for (std::int64_t steps = 1; steps < 5; ++steps)
        for (std::int64_t step = 0; step < steps; ++step) {
          const double rate = OneCycle::lr({.pct_start = rise, .three_phase = three}, 1, {.step = step, .epochs = steps});
          CAPTURE(rise);
          CAPTURE(three);
          CAPTURE(steps);
          CAPTURE(step);
          CHECK(std::isfinite(rate));
          CHECK(rate > 0);
          CHECK(rate <= 1);
        }
}

TEST_CASE("options without sense are refused") {
  CHECK_NOTHROW(OneCycle::check({}));
  CHECK_THROWS_WITH_AS(OneCycle::check({.pct_start = 1.5}), "the option .schedule has pct_start = 1.500000; it is from 0 to 1",
                       UsageError);
  CHECK_THROWS_AS(OneCycle::check({.base_momentum = 1}), UsageError);
  CHECK_THROWS_AS(OneCycle::check({.max_momentum = -0.1}), UsageError);
  CHECK_THROWS_WITH_AS(OneCycle::check({.div_factor = 0}),
                       "the option .schedule has div_factor = 0.000000; it is a number greater than 0", UsageError);
  CHECK_THROWS_AS(OneCycle::check({.final_div_factor = std::nan("")}), UsageError);
}

}  // namespace one_cycle_tests
