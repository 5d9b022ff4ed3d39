#pragma once

#include <cmath>
#include <cstdint>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

#include <graft/runtime/detail/channel_passes.hpp>

namespace graft::detail {

/// What Adam does to each number of a parameter in a step.
struct AdamRule {
  float decay = 1;       // the weight times this, first (AdamW)
  float penalty = 0;     // the weight times this is added to the gradient (Adam)
  float beta1 = 0, beta2 = 0;
  float share1 = 1, share2 = 1;  // 1 - beta, in double: of 0.999 the float would be a hundred-thousandth off
  float step = 0;        // lr / (1 - beta1^t)
  float correction = 1;  // sqrt(1 - beta2^t)
  float eps = 0;
};

/// Numbers of a parameter, of its gradient, and what the optimizer remembers of them; `largest` is null without amsgrad.
struct AdamNumbers {
  float* weight;
  const float* gradient;
  float* mean;
  float* square;
  float* largest;
  std::int64_t count;

  /// Some of them.
  [[nodiscard]] AdamNumbers part(std::int64_t from, std::int64_t size) const { return {weight + from, gradient + from, mean + from, square + from, largest == nullptr ? nullptr : largest + from, size}; }
};

/// Written out: a compiler that minds errno does not take the instruction.
[[gnu::always_inline]] inline void take_root(Lane& numbers) {
#if defined(__SSE__)
  float apart[16];
  __builtin_memcpy(apart, &numbers, sizeof apart);
  for (int i = 0; i < 16; i += 4) _mm_storeu_ps(apart + i, _mm_sqrt_ps(_mm_loadu_ps(apart + i)));
  __builtin_memcpy(&numbers, apart, sizeof apart);
#else
  for (int i = 0; i < 16; ++i) numbers[i] = std::sqrt(numbers[i]);
#endif
}

/// One pass over memory, where LibTorch's operations take a dozen.
/// Source: Kingma and Ba, "Adam", 2014; Loshchilov and Hutter, 2017; the order of operations is torch.optim.Adam's.
inline void take_adam_step(const AdamRule& rule, const AdamNumbers& all) {
  constexpr std::int64_t width = 16;
  in_widest_registers([&]() __attribute__((always_inline)) {
    const auto step = [&](Lane& weight, const Lane& given, Lane& mean, Lane& square, float* largest) __attribute__((always_inline)) {
      Lane gradient = given;
      if (rule.penalty != 0) gradient += rule.penalty * weight;  // or what is infinite would be none
      mean = rule.beta1 * mean + rule.share1 * gradient;
      square = rule.beta2 * square + rule.share2 * gradient * gradient;
      Lane bound = square;
      if (largest != nullptr) {
        StoredLane& before = *reinterpret_cast<StoredLane*>(largest);
        bound = before > bound ? before : bound;
        before = bound;
      }
      take_root(bound);
      weight = rule.decay * weight - rule.step * mean / (bound / rule.correction + rule.eps);
    };
    const auto lanes = [](auto* numbers, std::int64_t at) __attribute__((always_inline)) -> StoredLane& { return *reinterpret_cast<StoredLane*>(const_cast<float*>(numbers) + at); };
    std::int64_t i = 0;
    for (; i + width <= all.count; i += width) {
      Lane weight = lanes(all.weight, i), mean = lanes(all.mean, i), square = lanes(all.square, i);
      const Lane gradient = lanes(all.gradient, i);
      step(weight, gradient, mean, square, all.largest == nullptr ? nullptr : all.largest + i);
      lanes(all.weight, i) = weight;
      lanes(all.mean, i) = mean;
      lanes(all.square, i) = square;
    }
    if (i == all.count) return;
    // The rest in a lane of its own.
    Lane weight{}, gradient{}, mean{}, square{};
    float largest[width] = {};
    const auto left = static_cast<int>(all.count - i);
    for (int k = 0; k < left; ++k) weight[k] = all.weight[i + k], gradient[k] = all.gradient[i + k], mean[k] = all.mean[i + k], square[k] = all.square[i + k];
    for (int k = 0; k < left && all.largest != nullptr; ++k) largest[k] = all.largest[i + k];
    step(weight, gradient, mean, square, all.largest == nullptr ? nullptr : largest);
    for (int k = 0; k < left; ++k) all.weight[i + k] = weight[k], all.mean[i + k] = mean[k], all.square[i + k] = square[k];
    for (int k = 0; k < left && all.largest != nullptr; ++k) all.largest[i + k] = largest[k];
  });
}

}  // namespace graft::detail
