#pragma once

#include <cstdint>
#include <span>

#include <graft/policy/loss.hpp>

namespace graft {

/// Cross-entropy with softened targets, as an optional policy of FineTuner: the label has 1 - smoothing + smoothing / K, every
/// other of the K classes smoothing / K.
///
/// The losses that are reported have the smoothing in them, in validation, too, as PyTorch's of one criterion have. The option
/// `label_smoothing` of one training smooths its targets alone.
/// Source:  Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", 2016; timm's
///          LabelSmoothingCrossEntropy, with its default.
/// Errors:  run time, when the tuner is made: UsageError for a smoothing outside 0 to 1.
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD, LabelSmoothing> tuner{{.loss = {.smoothing = 0.05}}};
struct LabelSmoothing {
  using policy_category = loss_tag;
  struct Options {
    double smoothing = 0.1;
  };

  [[nodiscard]] static CrossEntropyTerms terms(const Options& options, std::span<const std::int64_t>) {
    return {.label_smoothing = options.smoothing};
  }
};

}  // namespace graft
