#pragma once

#include <cstdint>

namespace graft {

/// Result of an evaluation on labelled images.
///
/// Units: loss is the mean over the images, of a loss with class weights that of the batches' weighted means; accuracy is the
/// share of images whose largest logit is that of their label, from 0 to 1.
struct Evaluation {
  double loss = 0;
  double accuracy = 0;
  std::int64_t correct = 0;
  std::int64_t images = 0;
  std::int64_t skipped = 0;  ///< images that could not be read and were left out, by option
  double seconds = 0;
};

}  // namespace graft
