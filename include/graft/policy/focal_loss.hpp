#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <graft/policy/loss.hpp>

namespace graft {

/// Cross-entropy that turns to what is classified badly, as an optional policy of FineTuner: -(1 - p)^gamma * log p, with p the
/// probability of the label. For classes that are rare or hard; with gamma = 0 it is CrossEntropy.
///
/// It differs from the paper in two ways. There each class has a sigmoid of its own, for detection; here the classes exclude
/// each other, and p is a softmax. There the sum is divided by the number of anchors that have an object; here it is the mean
/// over the images of a batch, divided by the sum of the class weights where these are given. Class weights are the paper's
/// alpha.
/// Source:  Lin et al., "Focal Loss for Dense Object Detection", 2017, equation 4, with its gamma.
/// Errors:  run time, when the tuner is made: UsageError for a negative gamma; for class weights as CrossEntropy.
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD, FocalLoss> tuner{{.loss = {.gamma = 1.5}}};
struct FocalLoss {
  using policy_category = loss_tag;
  struct Options {
    double gamma = 2;
    std::vector<double> class_weights{};  ///< one a class, in the order of the class names; empty: 1 each
  };

  [[nodiscard]] static CrossEntropyTerms terms(const Options& options, std::span<const std::int64_t>) {
    return {.class_weights = options.class_weights, .gamma = options.gamma};
  }
};

}  // namespace graft
