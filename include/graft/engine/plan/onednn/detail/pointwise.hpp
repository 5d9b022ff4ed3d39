#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <graft/engine/plan/detail/folded.hpp>
#include <graft/engine/plan/onednn/detail/scale_rows.hpp>
#include <graft/engine/plan/onednn/detail/step_context.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// An elementwise sum or product of two values, the smaller one of which is broadcast.
[[nodiscard]] inline bool add_binary(const StepContext& to, const LoweredStep& step) {
  const bool adds = to.operation<op::Add>(step) != nullptr;
  if (!adds && to.operation<op::Multiply>(step) == nullptr) return false;
  CallId first = to.net.inputs(step.call)[0], second = to.net.inputs(step.call)[1];
  const Shape& shape = to.shape(step.call);
  if (to.shape(first) != shape) std::swap(first, second);
  if (to.shape(first) != shape || !to.has_strides(first) || !to.has_strides(second)) return false;
  const bool broadcasts = to.shape(second) != shape;
  if (!broadcasts && to.values.address(second) == to.values.address(step.call)) std::swap(first, second);  // it is overwritten
  if (broadcasts && (to.values.in_blocks() || shape.rank() != 3 || to.shape(second).rank() != 3)) return false;
  const Shape strides = to.dense_strides(step);
  const bool maps = strides == strides_channels_last(shape);
  const memory a = to.operand(first, strides, 0),
               b = to.operand(second, maps ? strides_channels_last(to.shape(second)) : strides_in_rows(to.shape(second)), 1);
  const memory::desc output = to.dense_output(step);
  const auto descriptor = binary(adds ? ::dnnl::algorithm::binary_add : ::dnnl::algorithm::binary_mul, a.get_desc(),
                                 b.get_desc(), output, attributes(to.post_ops_of(step)));
  const memory result = to.begin_output(step);
  to.operations.add(descriptor, {{DNNL_ARG_SRC_0, a}, {DNNL_ARG_SRC_1, b}, {DNNL_ARG_DST, result}});
  to.end_output(step, result);
  return true;
}

/// An elementwise layer on its own, with another one after it or not.
[[nodiscard]] inline bool add_activation(const StepContext& to, const LoweredStep& step) {
  const Layer* const layer = to.net.layer_of(step.call);
  const CallId input = to.input_of(step);
  if (layer == nullptr || !is_activation(*layer) || !to.has_strides(input)) return false;
  const std::vector<Elementwise> functions = elementwise_of(activation_of(*layer));
  const memory from = to.operand(input, to.dense_strides(step)), result = to.begin_output(step);
  to.operations.add(elementwise(functions.front(), from.get_desc(), attributes()),
                    {{DNNL_ARG_SRC, from}, {DNNL_ARG_DST, result}});
  to.apply_in_place({functions.begin() + 1, functions.end()}, result);
  to.apply_in_place(to.activation_of_step(step), result);
  to.end_output(step, result);
  return true;
}

/// A BatchNorm that is not folded, and the ReLU after it, in one pass over float32 maps, which may lie inside a concatenation.
[[nodiscard]] inline bool add_batch_norm(const StepContext& to, const LoweredStep& step) {
  const CallId input = to.input_of(step);
  const Shape& shape = to.shape(input);
  const bool blocked = to.values.in_blocks();
  if (to.layer<BatchNorm2d>(step) == nullptr || to.fallback != memory::data_type::f32) return false;
  if (!to.has_strides(input) || to.is_int8(input) || to.is_int8(step.value)) return false;
  const auto lies_in_pixels = [&](CallId call) {
    const Shape& strides = to.view(call).strides;
    return strides[0] == 1 && (shape[1] == 1 || strides[1] == shape[2] * strides[2]);
  };
  if (blocked ? shape[0] % Values::block != 0 : !lies_in_pixels(input) || !lies_in_pixels(step.call)) return false;
  const ::torch::NoGradGuard no_grad;
  const auto* norm = to.source.leaves.modules[to.net.call(step.call).module.index()].module->as<::torch::nn::BatchNorm2d>();
  const auto [scale, shift] = scale_and_shift(*norm);
  const ::torch::Tensor scales = scale.to(::torch::kFloat).contiguous(), shifts = shift.to(::torch::kFloat).contiguous();
  const bool relu = step.activation.exists() && to.net.applies<ReLU>(step.activation);
  // A map in blocks is a map of its own for each block of channels.
  const std::int64_t channels = blocked ? Values::block : shape[0], parts = shape[0] / channels;
  const std::int64_t pixels = shape[1] * shape[2], maps = to.batch * parts;
  const auto rows_of = [&](CallId call) {
    return ChannelRows<float>{static_cast<float*>(to.values.address(call)), blocked ? channels : to.view(call).strides[2]};
  };
  const ChannelRows<float> from = rows_of(input), result = rows_of(step.call);
  const std::int64_t from_map = to.shape(to.lowered.storage(input)).elements() / parts,
                     map = to.shape(to.lowered.storage(step.call)).elements() / parts;
  to.operations.add([=] {
    at::parallel_for(0, maps * pixels, 1 + 32768 / channels, [&](std::int64_t begin, std::int64_t end) {
      while (begin < end) {
        const std::int64_t which = begin / pixels, pixel = begin % pixels, rows = std::min(end - begin, pixels - pixel);
        const std::int64_t channel = which % parts * channels;
        scale_rows({from.elements + which * from_map + pixel * from.stride, from.stride},
                   {result.elements + which * map + pixel * result.stride, result.stride}, rows, channels,
                   scales.data_ptr<float>() + channel, shifts.data_ptr<float>() + channel, relu);
        begin += rows;
      }
    });
  });
  if (!relu && step.activation.exists()) to.apply_in_place(to.activation_of_step(step), to.values.at(step.call));
  return true;
}

}  // namespace graft::detail::onednn

#endif
