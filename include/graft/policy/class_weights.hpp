#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/policy/loss.hpp>

namespace graft {

/// Cross-entropy in which an image counts by the weight of its class, as an optional policy of FineTuner, for classes with
/// unequal numbers of images.
///
/// Without weights of the user's they are balanced: images / (classes * images of the class), so that each class counts as much
/// as any other in a pass over the training images. The reported losses are weighted, too, those of validation with the weights
/// of the training; evaluate() before the first training weighs all classes alike.
/// Source:  scikit-learn's class_weight="balanced"; Keras's guide to imbalanced classification. The loss of a batch is divided
///          by the sum of its weights, as torch.nn.CrossEntropyLoss does and Keras does not.
/// Errors:  run time. UsageError, when the tuner is made, as CrossEntropy. DataError, when it trains, if weights are to be
///          balanced and a class has no image.
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD, ClassWeights> tuner;
///          FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD, ClassWeights> given{{.loss = {.weights = {1, 3}}}};
struct ClassWeights {
  using policy_category = loss_tag;
  struct Options {
    std::vector<double> weights{};  ///< one a class, in the order of the class names; empty: balanced
  };

  [[nodiscard]] static CrossEntropyTerms terms(const Options& options, std::span<const std::int64_t> images) {
    return {.class_weights = options.weights.empty() ? balanced(images) : options.weights};
  }

  /// The balanced weights for so many images of each class; none where there is no image at all.
  [[nodiscard]] static std::vector<double> balanced(std::span<const std::int64_t> images) {
    const auto all = std::accumulate(images.begin(), images.end(), std::int64_t{0});
    if (all == 0) return {};
    std::vector<double> weights;
    for (std::size_t i = 0; i < images.size(); ++i) {
      if (images[i] == 0)
        throw DataError("class " + std::to_string(i) + " has no training images to balance its weight by, the " +
                        std::to_string(images.size()) + " classes have " + std::to_string(all) +
                        "; give it some, or give .loss its weights");
      weights.push_back(static_cast<double>(all) / static_cast<double>(static_cast<std::int64_t>(images.size()) * images[i]));
    }
    return weights;
  }
};

}  // namespace graft
