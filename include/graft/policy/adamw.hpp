#pragma once

#include <graft/policy/optimizer.hpp>

namespace graft {

/// Adam with weight decay apart from the gradient. Units: lr per step; weight_decay shrinks by lr * weight_decay a step.
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2017; torch.optim.AdamW, with its names and
///         defaults.
struct AdamW {
  using policy_category = optimizer_tag;
  struct Options {
    double lr = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double eps = 1e-8;
    double weight_decay = 1e-2;
    bool amsgrad = false;
  };
};

}  // namespace graft
