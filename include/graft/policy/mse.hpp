#pragma once

#include <cstdint>
#include <span>

#include <graft/policy/category.hpp>
#include <graft/policy/loss_terms.hpp>

namespace graft {

/// The squared error: what a RegressionHead trains with where no loss is named.
///
/// Source:  torch.nn.MSELoss.
/// Example: FineTuner<ResNet50, RegressionHead<1>, FreezeAllBut<Fc>, SGD, MSE>
struct MSE {
  using policy_category = loss_tag;
  struct Options {};

  [[nodiscard]] static DistanceTerms terms(const Options&, std::span<const std::int64_t>) {
    return {.kind = DistanceTerms::Kind::squared};
  }
};

}  // namespace graft
