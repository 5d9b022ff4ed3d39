#pragma once

#include <cstdint>

namespace graft {

/// How well a network does on labelled images.
///
/// Units: loss is the mean over images; accuracy is from 0 to 1.
struct Evaluation {
  double loss = 0;
  double accuracy = 0;
  std::int64_t correct = 0;
  std::int64_t images = 0;
  std::int64_t skipped = 0;  ///< images that could not be read and were left out, by option
  double seconds = 0;
};

}  // namespace graft
