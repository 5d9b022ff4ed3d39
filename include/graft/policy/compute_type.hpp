#pragma once

#include <cstdint>
#include <string_view>

namespace graft {

/// The type that a frozen network computes with. Inputs, weights and results are float32 for the caller.
enum class ComputeType : std::uint8_t {
  automatic,  ///< bf16 where the processor has instructions for it (AVX512-BF16, AMX, CUDA), else f32
  f32,        ///< equal to LibTorch's own layers to 1e-5
  bf16,       ///< bfloat16 factors, float32 sums: relative error of logits about 1e-2
  i8,         ///< int8 factors, int32 sums, where the processor has instructions for it (AVX512-VNNI, AMX); see I8
};

[[nodiscard]] constexpr std::string_view to_string(ComputeType type) {
  switch (type) {
    case ComputeType::automatic: return "automatic";
    case ComputeType::f32: return "f32";
    case ComputeType::bf16: return "bf16";
    case ComputeType::i8: return "i8";
  }
  return {};
}

}  // namespace graft
