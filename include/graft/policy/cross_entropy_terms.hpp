#pragma once

#include <vector>

namespace graft {

/// Softmax cross-entropy with its refinements as one formula, of which graft's loss policies are settings.
///
/// Of an image with logits z (K) and label y it is, with p = softmax(z) and the target distribution
/// q[c] = (1 - label_smoothing) * [c == y] + label_smoothing / K,
///
///     - sum over c of  class_weights[c] * q[c] * (1 - p[c])^gamma * log p[c]
///
/// and of a batch the sum over its images, divided by the sum of their class_weights[y]. Without refinements it is the plain
/// cross-entropy, the mean over the images.
/// Source: torch.nn.CrossEntropyLoss for class weights and smoothing; Lin et al., 2017, for gamma.
struct CrossEntropyTerms {
  std::vector<double> class_weights{};  ///< one a class, each at least 0 and not all 0; empty: 1 each
  double label_smoothing = 0;           ///< share of each target that is spread evenly over all classes, 0 to 1
  double gamma = 0;                     ///< at least 0; the larger, the less an image counts that is classified well

  friend bool operator==(const CrossEntropyTerms&, const CrossEntropyTerms&) = default;
};

}  // namespace graft
