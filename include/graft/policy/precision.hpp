#pragma once

#include <graft/policy/category.hpp>
#include <graft/policy/compute_type.hpp>

namespace graft {

/// Types that Precision names.
struct F32 {
  static constexpr ComputeType compute_type = ComputeType::f32;
};
struct BF16 {
  static constexpr ComputeType compute_type = ComputeType::bf16;
};
/// Weights have a scale for each channel, what flows between layers one for each layer, found with 64 images from all over the
/// dataset that the network is first trained on or asked about. The layer that the images go into, grouped convolutions and
/// linear layers stay wider: bfloat16 where the processor has it, else float32. So does all that trains. oneDNN keeps up to
/// 1024 primitives for a process, and its int8 ones serve one network alone: a process that makes many int8 networks grows by
/// tens of MB with each until those are full; $ONEDNN_PRIMITIVE_CACHE_CAPACITY lowers the number.
/// Source: Jacob et al., Quantization and Training of Neural Networks, 2017; Wu et al., Integer Quantization for Deep Learning
///         Inference, 2020, for symmetric scales and the 99.99th percentile.
struct I8 {
  static constexpr ComputeType compute_type = ComputeType::i8;
};

/// What a frozen network computes with, as an optional policy of FineTuner and FeatureExtractor; see ComputeType. Without it:
/// BF16 where the processor multiplies bfloat16, else F32. What trains computes in float32 whatever it says; for that there is
/// Autocast.
///
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>>
template <class T>
struct Precision {
  using policy_category = precision_tag;
  static constexpr ComputeType type = T::compute_type;
};

}  // namespace graft
