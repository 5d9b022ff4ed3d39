#pragma once

#include <functional>
#include <optional>

#include <graft/policy/schedule_point.hpp>

namespace graft {

/// How learning rates and momentum go, step by step, type-erased. What is empty leaves them as they are.
struct Schedule {
  /// The learning rate of a step, from that of the optimizer or of the stage.
  std::function<double(double base, const SchedulePoint& at)> lr{};
  /// The momentum of a step; nothing: that of the optimizer stays.
  std::function<std::optional<double>(const SchedulePoint& at)> momentum{};
};

}  // namespace graft
