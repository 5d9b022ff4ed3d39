#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

#include <graft/platform/vector_lanes.hpp>

namespace graft::detail {

/// What Adam does to each number of a parameter in a step.
struct AdamRule {
  float decay = 1;    // the weight times this, first (AdamW)
  float penalty = 0;  // the weight times this is added to the gradient (Adam)
  float beta1 = 0, beta2 = 0;
  float share1 = 1, share2 = 1;  // 1 - beta, in double: of 0.999 the float would be a hundred-thousandth off
  float step = 0;                // lr / (1 - beta1^t)
  float correction = 1;          // sqrt(1 - beta2^t)
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
  [[nodiscard]] AdamNumbers part(std::int64_t from, std::int64_t size) const {
    return {weight + from, gradient + from, mean + from, square + from, largest == nullptr ? nullptr : largest + from, size};
  }
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

constexpr std::int64_t adam_width = 16;  // numbers of a lane

/// A step of numbers whose count is a multiple of adam_width.
inline void take_adam_step_in_lanes(const AdamRule& rule, const AdamNumbers& all) {
  in_widest_registers([&]() __attribute__((always_inline)) {
    const auto lane = [](float* numbers, std::int64_t at) __attribute__((always_inline))->StoredLane& {
      return *reinterpret_cast<StoredLane*>(numbers + at);
    };
    for (std::int64_t i = 0; i < all.count; i += adam_width) {
      Lane weight = lane(all.weight, i), mean = lane(all.mean, i), square = lane(all.square, i);
      Lane gradient = *reinterpret_cast<const StoredLane*>(all.gradient + i);
      if (rule.penalty != 0) gradient += rule.penalty * weight;  // or what is infinite would be none
      mean = rule.beta1 * mean + rule.share1 * gradient;
      square = rule.beta2 * square + rule.share2 * gradient * gradient;
      Lane bound = square;
      if (all.largest != nullptr) {
        StoredLane& before = lane(all.largest, i);
        bound = before > bound ? before : bound;
        before = bound;
      }
      take_root(bound);
      lane(all.weight, i) = rule.decay * weight - rule.step * mean / (bound / rule.correction + rule.eps);
      lane(all.mean, i) = mean;
      lane(all.square, i) = square;
    }
  });
}

/// One pass over memory, where LibTorch's operations take a dozen.
/// Source: Kingma and Ba, "Adam", 2014; Loshchilov and Hutter, 2017; the order of operations is torch.optim.Adam's.
inline void take_adam_step(const AdamRule& rule, const AdamNumbers& all) {
  const std::int64_t whole = all.count / adam_width * adam_width, left = all.count - whole;
  take_adam_step_in_lanes(rule, all.part(0, whole));
  if (left == 0) return;
  const AdamNumbers end = all.part(whole, left);
  float weight[adam_width] = {}, gradient[adam_width] = {}, mean[adam_width] = {}, square[adam_width] = {},
        largest[adam_width] = {};
  std::copy_n(end.gradient, left, gradient);
  std::copy_n(end.weight, left, weight);
  std::copy_n(end.mean, left, mean);
  std::copy_n(end.square, left, square);
  if (end.largest != nullptr) std::copy_n(end.largest, left, largest);
  take_adam_step_in_lanes(rule, {weight, gradient, mean, square, end.largest == nullptr ? nullptr : largest, adam_width});
  std::copy_n(weight, left, end.weight);
  std::copy_n(mean, left, end.mean);
  std::copy_n(square, left, end.square);
  if (end.largest != nullptr) std::copy_n(largest, left, end.largest);
}

}  // namespace graft::detail
