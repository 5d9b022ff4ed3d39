#pragma once

#include <cstdint>
#include <utility>

#include <graft/engine/plan/onednn/detail/step_context.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// Values as rows, one for each position of each example, of features.
[[nodiscard]] inline memory as_rows(const StepContext& to, const memory& given, std::int64_t elements, std::int64_t features) {
  return StepContext::reshaped(given, {{elements / features * to.batch, features}, to.fallback, memory::format_tag::nc});
}

/// rows x weights + bias.
inline void add_product(const StepContext& to, const memory& from, const memory& result, const PackedWeights::Key& key,
                        const auto& make_weights, const ::dnnl::primitive_attr& how) {
  memory::dims shape = onednn::sizes_of(from);
  shape.front() = onednn::sizes_of(result)[1];
  const auto descriptor =
      inner_product(from.get_desc(), memory::desc(shape, to.fallback, memory::format_tag::any),
                    memory::desc({shape.front()}, memory::data_type::f32, memory::format_tag::x), result.get_desc(), how);
  const auto [weights, bias] = to.weights.get(key, make_weights, shape, descriptor.weights_desc());
  to.operations.add(descriptor,
                    {{DNNL_ARG_SRC, from}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, result}});
}

/// Whether a vector is all of a storage of feature maps in their order, (C, H, W), which is not that in memory.
[[nodiscard]] inline bool renames_maps(const StepContext& to, CallId vector) {
  const CallId storage = to.lowered.storage(vector);
  if (to.shape(vector).elements() != to.shape(storage).elements()) return false;
  while (vector != storage) {
    const CallId before = to.lowered.alias[vector.index()];
    if (before < vector ? !to.net.only_renames(vector) : before != storage) return false;
    vector = before;
  }
  return to.view(storage).strides == strides_channels_last(to.shape(storage));
}

/// A linear layer over the last axis, or over vectors that are flattened feature maps, whose weights are permuted instead.
[[nodiscard]] inline bool add_linear(const StepContext& to, const LoweredStep& step) {
  const auto* linear = to.layer<Linear>(step);
  if (linear == nullptr) return false;
  const CallId input = to.input_of(step), storage = to.lowered.storage(input);
  const Shape& shape = to.shape(input);
  const bool is_map_as_vector = shape.rank() == 1 && to.shape(storage).rank() == 3 && renames_maps(to, input);
  if (shape.rank() == 3 && to.values.in_blocks()) return false;
  if (!is_map_as_vector && !to.has_strides(input)) return false;
  const memory from = is_map_as_vector ? to.operand(storage)
                                       : as_rows(to, to.operand(input, strides_in_rows(shape)), shape.elements(), linear->in);
  const memory given = to.begin_output(step), result = as_rows(to, given, to.shape(step.call).elements(), linear->out);
  add_product(
      to, from, result, PackedWeights::key(step), [&] { return fold_step(to.source, step); }, attributes(to.post_ops_of(step)));
  to.end_output(step, given);
  return true;
}

/// A layer normalization over the last axis, or over the channels of each pixel.
[[nodiscard]] inline bool add_layer_norm(const StepContext& to, const LoweredStep& step) {
  const auto* over_last = to.layer<LayerNorm>(step);
  const auto* over_channels = to.layer<LayerNorm2d>(step);
  const CallId input = to.input_of(step);
  const Shape& shape = to.shape(input);
  if ((over_last == nullptr && over_channels == nullptr) || to.values.in_blocks() || !to.has_strides(input)) return false;
  if (over_last != nullptr && over_last->shape.rank() != 1) return false;
  const std::int64_t features = over_last != nullptr ? over_last->shape[0] : over_channels->channels;
  const memory from = as_rows(to, over_last != nullptr ? to.operand(input, strides_in_rows(shape)) : to.maps(input),
                              shape.elements(), features);
  const memory given = to.begin_output(step), result = as_rows(to, given, shape.elements(), features);
  const auto parameters = to.source.leaves.modules[to.net.call(step.call).module.index()].module->named_parameters(false);
  const auto descriptor =
      layer_normalization(from.get_desc(), result.get_desc(),
                          static_cast<float>(over_last != nullptr ? over_last->eps : over_channels->eps), attributes());
  to.operations.add(descriptor,
                    {{DNNL_ARG_SRC, from},
                     {DNNL_ARG_DST, result},
                     {DNNL_ARG_SCALE, PackedWeights::vector_memory(parameters["weight"].detach().to(::torch::kFloat))},
                     {DNNL_ARG_SHIFT, PackedWeights::vector_memory(parameters["bias"].detach().to(::torch::kFloat))}});
  to.apply_in_place(to.activation_of_step(step), given);
  to.end_output(step, given);
  return true;
}

}  // namespace graft::detail::onednn

#endif
