#include "support/doctest.hpp"

#include <graft/policy/schedule_point.hpp>

namespace schedule_point_tests {

using graft::SchedulePoint;

TEST_CASE("a point knows its epoch and how many steps there are") {
  static_assert(SchedulePoint{.step = 19, .steps_per_epoch = 10, .epochs = 3}.epoch() == 1);
  static_assert(SchedulePoint{.step = 20, .steps_per_epoch = 10, .epochs = 3}.epoch() == 2);
  static_assert(SchedulePoint{.steps_per_epoch = 10, .epochs = 3}.total_steps() == 30);
  static_assert(SchedulePoint{}.epoch() == 0 && SchedulePoint{}.total_steps() == 1);
}

}  // namespace schedule_point_tests
