#pragma once

#include <graft/policy/optimizer.hpp>

namespace graft {

/// The AdamW optimizer: Adam with weight decay decoupled from the gradient.
///
/// Units: lr is per step; each step multiplies the weights by 1 - lr * weight_decay.
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2017; torch.optim.AdamW (names, defaults).
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
