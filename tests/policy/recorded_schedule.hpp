#pragma once

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <graft/policy/schedule_point.hpp>

#include "support/doctest.hpp"

/// Schedules beside what torch.optim.lr_scheduler gave: see recorded/record_schedules.py.
namespace recorded_schedule {

/// The values of a line of the record.
inline std::vector<double> recorded(const std::string& name, const std::string& what) {
  std::ifstream file(GRAFT_TEST_DATA "policy/recorded/schedules.txt");
  std::vector<double> values;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(name + " " + what + " ")) continue;
    std::istringstream words(line.substr(name.size() + what.size() + 2));
    for (double value = 0; words >> value;) values.push_back(value);
  }
  REQUIRE(values.size() == 200);
  return values;
}

/// The largest relative difference between `value_of` a step and the record's, over all 200 steps.
template <class ValueOf>
double largest_difference(const std::string& name, const std::string& what, ValueOf value_of) {
  graft::SchedulePoint at{.steps_per_epoch = 10, .epochs = 20};
  double largest = 0;
  for (const double wanted : recorded(name, what)) {
    const double difference = std::abs(value_of(at) / wanted - 1);
    largest = std::isnan(difference) ? std::numeric_limits<double>::infinity() : std::max(largest, difference);
    ++at.step;
  }
  return largest;
}

}  // namespace recorded_schedule
