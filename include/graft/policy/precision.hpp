#pragma once

#include <graft/policy/category.hpp>
#include <graft/policy/compute_type.hpp>

namespace graft {

/// float32, as an argument of Precision.
struct F32 {
  static constexpr ComputeType compute_type = ComputeType::f32;
};
/// bfloat16, as an argument of Precision and Autocast.
struct BF16 {
  static constexpr ComputeType compute_type = ComputeType::bf16;
};
/// int8, as an argument of Precision.
///
/// Weights have a scale for each output channel, activations one for each value, calibrated with 64 images from all over the
/// dataset that the network is first trained on or used for. The convolution that reads the images, grouped convolutions and
/// linear layers compute in bfloat16 where the processor has it, else in float32; so does everything that trains. oneDNN caches
/// up to 1024 primitives for a process, and int8 ones are of use to one network alone: a process that makes many int8 networks
/// grows by tens of MB with each until the cache is full; $ONEDNN_PRIMITIVE_CACHE_CAPACITY lowers the limit.
/// Source: Jacob et al., Quantization and Training of Neural Networks, 2017; Wu et al., Integer Quantization for Deep Learning
///         Inference, 2020, for symmetric scales and the 99.99th percentile.
struct I8 {
  static constexpr ComputeType compute_type = ComputeType::i8;
};

/// The type that frozen layers compute with, as an optional policy of FineTuner and FeatureExtractor; see ComputeType.
///
/// Without it, BF16 where the processor has instructions for it, else F32. Layers that train compute in float32, see Autocast.
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>>
template <class T>
struct Precision {
  using policy_category = precision_tag;
  static constexpr ComputeType type = T::compute_type;
};

}  // namespace graft
