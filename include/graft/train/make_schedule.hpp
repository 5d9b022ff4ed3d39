#pragma once

#include <optional>
#include <type_traits>

#include <graft/policy/constant.hpp>
#include <graft/policy/schedule.hpp>
#include <graft/train/schedule.hpp>

namespace graft {

/// What the loop does for a schedule policy: nothing for Constant. Errors: UsageError for options without sense.
template <SchedulePolicy S>
[[nodiscard]] Schedule make_schedule(const typename S::Options& options) {
  if constexpr (std::is_same_v<S, Constant>) return {};
  if constexpr (requires { S::check(options); }) S::check(options);
  Schedule schedule{.lr = [options](double base, const SchedulePoint& at) { return S::lr(options, base, at); }};
  if constexpr (requires(const SchedulePoint& at) { std::optional<double>(S::momentum(options, at)); })
    schedule.momentum = [options](const SchedulePoint& at) { return std::optional<double>(S::momentum(options, at)); };
  return schedule;
}

}  // namespace graft
