#include "support/doctest.hpp"

#include <graft/policy/constant.hpp>
#include <graft/policy/cosine.hpp>
#include <graft/policy/one_cycle.hpp>
#include <graft/policy/schedule.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/policy/step.hpp>

namespace schedule_tests {

using namespace graft;

static_assert(SchedulePolicy<Constant> && SchedulePolicy<Cosine> && SchedulePolicy<Step> && SchedulePolicy<OneCycle>);

/// A user's own: 1 / (1 + epoch).
struct Inverse {
  using policy_category = schedule_tag;
  struct Options {};
  static double lr(const Options&, double base, const SchedulePoint& at) { return base / static_cast<double>(1 + at.epoch()); }
};
static_assert(SchedulePolicy<Inverse>);

struct WithoutOptions {
  using policy_category = schedule_tag;
  static double lr(double base, const SchedulePoint&) { return base; }
};
static_assert(!SchedulePolicy<WithoutOptions> && !SchedulePolicy<SGD> && !SchedulePolicy<int>);

}  // namespace schedule_tests
