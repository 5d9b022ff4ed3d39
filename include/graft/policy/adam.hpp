#pragma once

#include <graft/policy/optimizer.hpp>

namespace graft {

/// The Adam optimizer.
///
/// Units: lr is per step; weight_decay is the factor of an L2 penalty.
/// Source: Kingma and Ba, "Adam", 2014; torch.optim.Adam, with its names and defaults.
struct Adam {
  using policy_category = optimizer_tag;
  struct Options {
    double lr = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double eps = 1e-8;
    double weight_decay = 0;
    bool amsgrad = false;
  };
};

}  // namespace graft
