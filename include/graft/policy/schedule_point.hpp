#pragma once

#include <cstdint>

namespace graft {

/// Where a schedule stands when a step begins.
///
/// It covers one call of fit; where there are Stages, each of them is covered by one of its own, from the beginning. Epochs
/// have the same number of steps, of which the last may have a smaller batch.
struct SchedulePoint {
  std::int64_t step = 0;  ///< from 0, over all epochs
  std::int64_t steps_per_epoch = 1;
  std::int64_t epochs = 1;

  [[nodiscard]] constexpr std::int64_t total_steps() const { return steps_per_epoch * epochs; }
  /// From 0.
  [[nodiscard]] constexpr std::int64_t epoch() const { return step / steps_per_epoch; }
};

}  // namespace graft
