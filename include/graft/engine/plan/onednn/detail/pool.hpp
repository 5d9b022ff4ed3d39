#pragma once

#include <cstdint>

#include <graft/engine/plan/onednn/detail/step_context.hpp>
#include <graft/graph/shape/shape.hpp>
#include <graft/graph/shape/size2.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// The padding at the bottom and on the right that oneDNN needs for a pool; negative where the windows end before the edge.
/// Units: pixels.
[[nodiscard]] inline memory::dims padding_behind(const Shape& in, const Shape& out, const Size2& stride, const Size2& kernel,
                                                 const Size2& padding) {
  const auto behind = [](std::int64_t outputs, std::int64_t window, std::int64_t step, std::int64_t inputs,
                         std::int64_t before) { return (outputs - 1) * step + window - inputs - before; };
  return {behind(out[1], kernel.height, stride.height, in[1], padding.height),
          behind(out[2], kernel.width, stride.width, in[2], padding.width)};
}

/// A pooling with windows of one size; `out` is the shape of its maps.
inline void add_pool(const StepContext& to, const LoweredStep& step, ::dnnl::algorithm algorithm, const Shape& out,
                     const Size2& stride, const Size2& kernel, const Size2& padding) {
  const CallId input = to.input_of(step);
  const memory::dims behind = padding_behind(to.shape(input), out, stride, kernel, padding);
  const bool in_int8 = to.int8.pools(step);
  const memory from = in_int8 ? to.values.at(input) : to.maps(input);
  const memory given = in_int8 ? to.values.at(step.call) : to.begin_output(step);
  memory result = given;
  if (to.shape(step.call).rank() != 3)  // the mean of each map, a vector
    result = StepContext::reshaped(given, {{to.batch, out[0], 1, 1}, to.fallback, memory::format_tag::nhwc});
  const auto descriptor = pooling(::dnnl::prop_kind::forward_inference, algorithm, from.get_desc(), result.get_desc(),
                                  {stride.height, stride.width}, {kernel.height, kernel.width}, {padding.height, padding.width},
                                  behind, attributes());
  to.operations.add(descriptor, {{DNNL_ARG_SRC, from}, {DNNL_ARG_DST, result}});
  to.apply_in_place(to.activation_of_step(step), given);
  if (!in_int8) to.end_output(step, given);
}

/// The poolings, also adaptive ones whose windows all have one size, and the mean of each map; false for others.
[[nodiscard]] inline bool add_pool(const StepContext& to, const LoweredStep& step) {
  const CallId input = to.input_of(step);
  const Shape &in = to.shape(input), &out = to.shape(step.call);
  if (in.rank() != 3 || !to.has_strides(input)) return false;
  if (const auto* pool = to.layer<MaxPool2d>(step); pool != nullptr && pool->dilation == Size2(1)) {
    add_pool(to, step, ::dnnl::algorithm::pooling_max, out, pool->step(), pool->kernel, pool->padding);
    return true;
  }
  if (const auto* pool = to.layer<AvgPool2d>(step)) {
    // LibTorch counts no padding but what was asked for.
    const bool counts = pool->count_include_pad && !(pool->padding == Size2(0));
    if (counts && pool->ceil_mode) return false;
    add_pool(to, step, counts ? average_with_padding : average, out, pool->step(), pool->kernel, pool->padding);
    return true;
  }
  if (to.layer<AdaptiveAvgPool2d>(step) != nullptr) {
    if (in[1] % out[1] != 0 || in[2] % out[2] != 0) return false;
    const Size2 window{static_cast<int>(in[1] / out[1]), static_cast<int>(in[2] / out[2])};
    add_pool(to, step, average, out, window, window, 0);
    return true;
  }
  if (const auto* mean = to.operation<op::Mean>(step); mean != nullptr && mean->from == 1 && !to.values.in_blocks()) {
    const Size2 window{static_cast<int>(in[1]), static_cast<int>(in[2])};
    add_pool(to, step, average, {in[0], 1, 1}, window, window, 0);
    return true;
  }
  return false;
}

}  // namespace graft::detail::onednn

#endif
