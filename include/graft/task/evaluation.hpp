#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/task/score.hpp>

namespace graft {

/// Result of an evaluation on images with targets.
///
/// Units: loss is the mean over the images, of a loss with class weights that of the batches' weighted means; accuracy is the
/// share of images whose largest logit is that of their label, from 0 to 1.
struct Evaluation {
  double loss = 0;
  double accuracy = 0;       ///< of classification
  std::int64_t correct = 0;  ///< of classification
  std::int64_t images = 0;
  std::int64_t skipped = 0;  ///< images that could not be read and were left out, by option
  double seconds = 0;
  std::vector<Score> scores{};  ///< the task's; the first one chooses the best epoch

  /// A score by its name, such as `score("mean IoU")`.
  /// Errors: UsageError for a name that the task does not have, with those that it has.
  [[nodiscard]] double score(std::string_view name) const {
    std::string has;
    for (const Score& one : scores) {
      if (one.name == name) return one.value;
      has += (has.empty() ? "\"" : ", \"") + one.name + "\"";
    }
    throw UsageError("there is no score \"" + std::string(name) + "\"; there is " + (has.empty() ? "none" : has));
  }
};

}  // namespace graft
