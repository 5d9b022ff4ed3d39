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

/// What a frozen network computes with, as an optional policy of FineTuner and FeatureExtractor; see ComputeType. Without it: BF16
/// where the processor multiplies bfloat16, else F32. What trains computes in float32 whatever it says.
///
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>>
template <class T>
struct Precision {
  using policy_category = precision_tag;
  static constexpr ComputeType type = T::compute_type;
};

}  // namespace graft
