#pragma once

#include <cstdint>
#include <span>

#include <graft/policy/category.hpp>
#include <graft/policy/loss_terms.hpp>

namespace graft {

/// The squared error near the target and the absolute one far from it.
///
/// Source:  torch.nn.HuberLoss.
/// Errors:  run time, when the tuner is made: UsageError for a delta that is not positive.
/// Example: FineTuner<ResNet50, RegressionHead<1>, FreezeAllBut<Fc>, SGD, Huber> tuner{{.loss = {.delta = 0.5}}};
struct Huber {
  using policy_category = loss_tag;
  struct Options {
    double delta = 1;  ///< distance up to which it is the squared error
  };

  [[nodiscard]] static DistanceTerms terms(const Options& options, std::span<const std::int64_t>) {
    return {.kind = DistanceTerms::Kind::huber, .delta = options.delta};
  }
};

}  // namespace graft
