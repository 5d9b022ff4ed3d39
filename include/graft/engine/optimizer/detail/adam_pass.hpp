#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

#include <graft/platform/vector_lanes.hpp>

namespace graft::detail {

/// What Adam does to each element of a parameter in a step: coefficients that are the same for all of them.
struct AdamRule {
  float decay = 1;    // AdamW: the weight is multiplied by this first
  float penalty = 0;  // Adam: the weight times this is added to the gradient
  float beta1 = 0, beta2 = 0;
  float gradient_weight = 1, square_weight = 1;  // 1 - beta1, 1 - beta2, subtracted in double
  float step_size = 0;                           // lr / (1 - beta1^t)
  float bias_correction = 1;                     // sqrt(1 - beta2^t)
  float eps = 0;
};

/// Elements of a parameter, of its gradient and of the optimizer's state; `max_exp_avg_sq` is null without amsgrad.
struct AdamElements {
  float* weight;
  const float* gradient;
  float* exp_avg;
  float* exp_avg_sq;
  float* max_exp_avg_sq;
  std::int64_t count;

  /// The elements [from, from + size).
  [[nodiscard]] AdamElements part(std::int64_t from, std::int64_t size) const {
    return {weight + from,
            gradient + from,
            exp_avg + from,
            exp_avg_sq + from,
            max_exp_avg_sq == nullptr ? nullptr : max_exp_avg_sq + from,
            size};
  }
};

/// The square root of each element. Intrinsics, since a compiler that respects errno does not vectorize std::sqrt.
[[gnu::always_inline]] inline void square_root(Lane& elements) {
#if defined(__SSE__)
  float unpacked[16];
  __builtin_memcpy(unpacked, &elements, sizeof unpacked);
  for (int i = 0; i < 16; i += 4) _mm_storeu_ps(unpacked + i, _mm_sqrt_ps(_mm_loadu_ps(unpacked + i)));
  __builtin_memcpy(&elements, unpacked, sizeof unpacked);
#else
  for (int i = 0; i < 16; ++i) elements[i] = std::sqrt(elements[i]);
#endif
}

constexpr std::int64_t lane_size = 16;  // elements

/// An Adam step on elements whose count is a multiple of lane_size.
inline void adam_step_in_lanes(const AdamRule& rule, const AdamElements& all) {
  in_widest_registers([&]() __attribute__((always_inline)) {
    const auto lane = [](float* elements, std::int64_t at) __attribute__((always_inline))->StoredLane& {
      return *reinterpret_cast<StoredLane*>(elements + at);
    };
    for (std::int64_t i = 0; i < all.count; i += lane_size) {
      Lane weight = lane(all.weight, i), exp_avg = lane(all.exp_avg, i), exp_avg_sq = lane(all.exp_avg_sq, i);
      Lane gradient = *reinterpret_cast<const StoredLane*>(all.gradient + i);
      if (rule.penalty != 0) gradient += rule.penalty * weight;  // 0 times an infinite weight would be NaN
      exp_avg = rule.beta1 * exp_avg + rule.gradient_weight * gradient;
      exp_avg_sq = rule.beta2 * exp_avg_sq + rule.square_weight * gradient * gradient;
      Lane bound = exp_avg_sq;
      if (all.max_exp_avg_sq != nullptr) {
        StoredLane& before = lane(all.max_exp_avg_sq, i);
        bound = before > bound ? before : bound;
        before = bound;
      }
      square_root(bound);
      lane(all.weight, i) = rule.decay * weight - rule.step_size * exp_avg / (bound / rule.bias_correction + rule.eps);
      lane(all.exp_avg, i) = exp_avg;
      lane(all.exp_avg_sq, i) = exp_avg_sq;
    }
  });
}

/// An Adam step in one pass over memory, where LibTorch's operations take a dozen.
/// Source: Kingma and Ba, "Adam", 2014; Loshchilov and Hutter, 2017; the order of operations is torch.optim.Adam's.
inline void adam_step(const AdamRule& rule, const AdamElements& all) {
  const std::int64_t whole = all.count / lane_size * lane_size, left = all.count - whole;
  adam_step_in_lanes(rule, all.part(0, whole));
  if (left == 0) return;
  const AdamElements end = all.part(whole, left);
  float weight[lane_size] = {}, gradient[lane_size] = {}, exp_avg[lane_size] = {}, exp_avg_sq[lane_size] = {},
        max_exp_avg_sq[lane_size] = {};
  std::copy_n(end.gradient, left, gradient);
  std::copy_n(end.weight, left, weight);
  std::copy_n(end.exp_avg, left, exp_avg);
  std::copy_n(end.exp_avg_sq, left, exp_avg_sq);
  if (end.max_exp_avg_sq != nullptr) std::copy_n(end.max_exp_avg_sq, left, max_exp_avg_sq);
  adam_step_in_lanes(
      rule, {weight, gradient, exp_avg, exp_avg_sq, end.max_exp_avg_sq == nullptr ? nullptr : max_exp_avg_sq, lane_size});
  std::copy_n(weight, left, end.weight);
  std::copy_n(exp_avg, left, end.exp_avg);
  std::copy_n(exp_avg_sq, left, end.exp_avg_sq);
  if (end.max_exp_avg_sq != nullptr) std::copy_n(max_exp_avg_sq, left, end.max_exp_avg_sq);
}

}  // namespace graft::detail
