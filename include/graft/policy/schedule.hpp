#pragma once

#include <concepts>

#include <graft/policy/category.hpp>
#include <graft/policy/schedule_point.hpp>

namespace graft {

/// How the learning rate goes, step by step.
///
/// 1. `using policy_category = schedule_tag;`
/// 2. `struct Options`: an aggregate of numbers with defaults, which FineTuner's option `.schedule` sets.
/// 3. `static double lr(const Options&, double base, const SchedulePoint&)`: the learning rate of a step. `base` is the
///    optimizer's `.lr`, or that of the stage. It is a pure function: the same arguments give the same rate.
/// 4. Optional: `static std::optional<double> momentum(const Options&, const SchedulePoint&)`: what the optimizer's momentum
///    (SGD's, Adam's beta1) is set to in a step; nothing leaves it as it is.
/// 5. Optional: `static void check(const Options&)`: throws UsageError for options without sense.
template <class S>
concept SchedulePolicy = detail::in_category<S, schedule_tag> && std::default_initializable<typename S::Options> &&
    requires(const typename S::Options& options, double base, const SchedulePoint& at) {
  { S::lr(options, base, at) } -> std::convertible_to<double>;
};

}  // namespace graft
