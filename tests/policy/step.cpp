#include "support/doctest.hpp"

#include <graft/core/exceptions.hpp>
#include <graft/policy/step.hpp>

#include "policy/recorded_schedule.hpp"

namespace step_tests {

using namespace graft;

TEST_CASE("the rate falls as StepLR's, in each of 200 steps") {
  constexpr Step::Options options{.step_size = 3, .gamma = 0.5};
  CHECK(recorded_schedule::largest_difference("step", "lr",
                                              [&](const SchedulePoint& at) { return Step::lr(options, 0.1, at); }) == 0);
  static_assert(Step::lr({}, 1, {.step = 299, .steps_per_epoch = 10, .epochs = 90}) == 1);
  static_assert(Step::lr({}, 1, {.step = 300, .steps_per_epoch = 10, .epochs = 90}) == 0.1);
}

TEST_CASE("options without sense are refused") {
  CHECK_NOTHROW(Step::check({.step_size = 1, .gamma = 1.1}));
  CHECK_THROWS_WITH_AS(Step::check({.step_size = 0}), "the option .schedule has step_size = 0; it is at least 1 epoch",
                       UsageError);
  CHECK_THROWS_AS(Step::check({.gamma = -1}), UsageError);
}

}  // namespace step_tests
