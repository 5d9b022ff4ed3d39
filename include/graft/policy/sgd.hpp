#pragma once

#include <graft/policy/optimizer.hpp>

namespace graft {

/// Stochastic gradient descent, with optional momentum.
///
/// Units: lr is per step; weight_decay is the factor of an L2 penalty.
/// Source: torch.optim.SGD, with its names and defaults.
struct SGD {
  using policy_category = optimizer_tag;
  struct Options {
    double lr = 1e-3;
    double momentum = 0;
    double dampening = 0;
    double weight_decay = 0;
    bool nesterov = false;
  };
};

}  // namespace graft
