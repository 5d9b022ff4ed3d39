#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <graft/policy/category.hpp>
#include <graft/policy/loss_terms.hpp>

namespace graft {

/// Binary cross-entropy of labels that are each there or not: what a MultiLabelHead trains with where no loss is named.
///
/// Source:  torch.nn.BCEWithLogitsLoss.
/// Errors:  run time, when the tuner is made: UsageError for another number of weights than labels, or for negative ones.
/// Example: FineTuner<ResNet50, MultiLabelHead<3>, FreezeAllBut<Fc>, SGD> tuner{{.loss = {.positive_weights = {1, 5, 2}}}};
struct BinaryCrossEntropy {
  using policy_category = loss_tag;
  struct Options {
    std::vector<double> positive_weights{};  ///< how much a label counts where it is there, one a label; empty: 1 each
  };

  [[nodiscard]] static BinaryCrossEntropyTerms terms(const Options& options, std::span<const std::int64_t>) {
    return {.positive_weights = options.positive_weights};
  }
};

}  // namespace graft
