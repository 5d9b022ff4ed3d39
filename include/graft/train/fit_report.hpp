#pragma once

#include <vector>

#include <graft/train/epoch.hpp>

namespace graft {

/// Report of one call of fit.
struct FitReport {
  std::vector<Epoch> epochs;
  Epoch best;          ///< of the best first score, the lowest training loss where nothing was validated; the first of equals
  double seconds = 0;  ///< of training alone, without validation
  std::vector<double> lr{};  ///< learning rate of each step, of the optimizer's first group of parameters
};

}  // namespace graft
