#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <graft/task/score.hpp>

namespace graft {

/// Record of one epoch, given to callbacks and kept in the report.
///
/// Units: losses are means over images; accuracy is from 0 to 1; seconds are wall-clock.
struct Epoch {
  int index = 0;  ///< from 1, as it is printed
  int of = 0;     ///< how many were asked for
  int stage = 1;  ///< from 1; see Stages
  int stages = 1;
  double train_loss = 0;
  double lr = 0;                 ///< learning rate of its last step, of the optimizer's first group of parameters
  double seconds = 0;            ///< of training alone
  double images_per_second = 0;  ///< of training alone
  std::int64_t images = 0;       ///< that were trained on
  std::int64_t skipped = 0;      ///< images that could not be read and were left out, by option
  std::optional<double> val_loss{};
  std::optional<double> accuracy{};  ///< on the validation images, of classification
  std::vector<Score> scores{};       ///< on the validation images; the first one chooses the best epoch
  double val_seconds = 0;
  std::int64_t val_skipped = 0;  ///< validation images that could not be read and were left out, by option
};

}  // namespace graft
