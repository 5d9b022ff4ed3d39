#include "support/torch_doctest.hpp"

#include <optional>

#include <graft/core/exceptions.hpp>
#include <graft/policy/constant.hpp>
#include <graft/policy/cosine.hpp>
#include <graft/policy/one_cycle.hpp>
#include <graft/policy/step.hpp>
#include <graft/train/make_schedule.hpp>

namespace make_schedule_tests {

using namespace graft;

TEST_CASE("a constant schedule is an empty one") {
  const Schedule schedule = make_schedule<Constant>({});
  CHECK_FALSE(schedule.lr);
  CHECK_FALSE(schedule.momentum);
}

TEST_CASE("others are their policies with the options kept, and have a momentum only if those do") {
  const SchedulePoint at{.step = 7, .steps_per_epoch = 5, .epochs = 4};
  const Schedule step = make_schedule<Step>({.step_size = 1, .gamma = 0.5});
  CHECK(step.lr(0.3, at) == 0.15);
  CHECK_FALSE(step.momentum);
  CHECK(make_schedule<Cosine>({.min_lr = 0.1}).lr(0.3, at) == Cosine::lr({.min_lr = 0.1}, 0.3, at));
  const Schedule cycle = make_schedule<OneCycle>({.pct_start = 0.4});
  CHECK(cycle.lr(0.3, at) == OneCycle::lr({.pct_start = 0.4}, 0.3, at));
  CHECK(cycle.momentum(at) == OneCycle::momentum({.pct_start = 0.4}, at));
  CHECK(make_schedule<OneCycle>({.cycle_momentum = false}).momentum(at) == std::nullopt);
}

TEST_CASE("options without sense are refused") {
  CHECK_THROWS_AS((void)make_schedule<Step>({.step_size = 0}), UsageError);
  CHECK_THROWS_AS((void)make_schedule<Cosine>({.warmup_epochs = -1}), UsageError);
  CHECK_THROWS_AS((void)make_schedule<OneCycle>({.pct_start = 2}), UsageError);
}

}  // namespace make_schedule_tests
