#pragma once

#include <cstdint>
#include <span>

#include <graft/policy/category.hpp>
#include <graft/policy/loss_terms.hpp>

namespace graft {

/// The absolute error, which a few wrong targets move less than the squared one.
///
/// Source:  torch.nn.L1Loss.
/// Example: FineTuner<ResNet50, RegressionHead<1>, FreezeAllBut<Fc>, SGD, L1>
struct L1 {
  using policy_category = loss_tag;
  struct Options {};

  [[nodiscard]] static DistanceTerms terms(const Options&, std::span<const std::int64_t>) {
    return {.kind = DistanceTerms::Kind::absolute};
  }
};

}  // namespace graft
