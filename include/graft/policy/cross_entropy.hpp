#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <graft/policy/loss.hpp>

namespace graft {

/// Softmax cross-entropy: what a FineTuner trains with where no loss is named, so that its options need no name, either.
///
/// The loss of a batch is the mean over its images; with class weights the weighted mean, divided by the sum of the weights.
/// Source:  torch.nn.CrossEntropyLoss, whose `weight` is class_weights here.
/// Errors:  run time, when the tuner is made: UsageError for another number of weights than classes, for weights that are
///          negative or all 0, for a smoothing outside 0 to 1.
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD> tuner{{.loss = {.class_weights = {1, 3}}}};
struct CrossEntropy {
  using policy_category = loss_tag;
  struct Options {
    std::vector<double> class_weights{};  ///< one a class, in the order of the class names; empty: 1 each
    double label_smoothing = 0;           ///< share of each target that is spread evenly over all classes, 0 to 1
  };

  [[nodiscard]] static CrossEntropyTerms terms(const Options& options, std::span<const std::int64_t>) {
    return {.class_weights = options.class_weights, .label_smoothing = options.label_smoothing};
  }
};

}  // namespace graft
