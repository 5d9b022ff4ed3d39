// expect-error: this schedule gives no rate: it needs Options and lr(const Options&, double base, const SchedulePoint&)
// expect-note: Halved

#include <graft/policy/optional_policies.hpp>

using namespace graft;

struct Halved {
  using policy_category = schedule_tag;
  struct Options {};
  static double lr(double base, const SchedulePoint& at) { return base / static_cast<double>(1 + at.epoch()); }
};

struct Tuner : OptionalVerdict<Halved> {};
