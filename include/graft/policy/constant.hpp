#pragma once

#include <graft/policy/schedule.hpp>

namespace graft {

/// The learning rate that the optimizer has, in every step: what holds where no schedule is named.
struct Constant {
  using policy_category = schedule_tag;
  struct Options {};

  [[nodiscard]] static constexpr double lr(const Options&, double base, const SchedulePoint&) { return base; }
};

}  // namespace graft
