#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace graft {

/// Prediction for one image.
///
/// Units: probabilities are from 0 to 1 and sum to 1, in the order of the classes.
struct Prediction {
  std::string label;  ///< name of the likeliest class
  std::int64_t index = 0;
  double probability = 0;
  std::vector<float> probabilities;
};

}  // namespace graft
