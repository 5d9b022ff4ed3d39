#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <graft/engine/plan/onednn/detail/elementwise.hpp>
#include <graft/engine/plan/onednn/detail/int8_choice.hpp>
#include <graft/engine/plan/onednn/detail/operations.hpp>
#include <graft/engine/plan/onednn/detail/values.hpp>
#include <graft/engine/plan/onednn/detail/weights.hpp>
#include <graft/engine/plan/plan_source.hpp>
#include <graft/graph/activation.hpp>
#include <graft/graph/lower.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// What the primitives of all kinds of steps are made with: the lowered network, its memory, and the list of operations.
///
/// Each family of primitives is a function `bool add_...(StepContext&, step)`, which adds the operations of a step, or none and
/// returns false where it has no primitive for it.
struct StepContext {
  const PlanSource& source;
  GraphView net;
  const Lowered& lowered;
  const Int8Choice& int8;
  const Values& values;
  PackedWeights& weights;
  Operations& operations;
  memory::data_type fallback;
  std::int64_t batch;

  template <class Kind>
  [[nodiscard]] const Kind* layer(const LoweredStep& step) const {
    return net.applied<Kind>(step.call);
  }
  template <class Kind>
  [[nodiscard]] const Kind* operation(const LoweredStep& step) const {
    return get_if<Kind>(&net.call(step.call).op);
  }

  [[nodiscard]] CallId input_of(const LoweredStep& step) const { return net.inputs(step.call).front(); }
  [[nodiscard]] const Shape& shape(CallId call) const { return net.call(call).shape; }
  [[nodiscard]] const View& view(CallId call) const { return lowered.views[call.index()]; }
  [[nodiscard]] bool has_strides(CallId call) const { return values.has_strides(call); }
  [[nodiscard]] bool is_int8(CallId call) const { return int8.is_int8(lowered.storage(call)); }

  void convert(const memory& from, const memory& to, float by) const {
    Arguments arguments{{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}};
    const auto descriptor = reordering(from.get_desc(), to.get_desc(), by, arguments);
    operations.add(descriptor, std::move(arguments));
  }

  /// An operand in the fallback type: the value itself, or a copy in scratch memory. It has strides.
  [[nodiscard]] memory operand(CallId call, std::size_t slot = 0) const {
    if (!is_int8(call)) return values.at(call);
    const memory converted = values.scratch(values.description(call, fallback), slot);
    convert(values.at(call), converted, int8.scale(lowered.storage(call)));
    return converted;
  }

  /// The same with these strides, densely: the value itself, or a copy.
  [[nodiscard]] memory operand(CallId call, const Shape& strides, std::size_t slot = 0) const {
    const memory::desc wanted =
        values.in_blocks() && shape(call).rank() == 3 ? values.description(call, fallback) : values.dense(call, strides);
    if (!is_int8(call) && values.description(call, fallback) == wanted) return values.at(call);
    const memory copied = values.scratch(wanted, slot);
    convert(values.at(call), copied, int8.scale(lowered.storage(call)));
    return copied;
  }
  /// Feature maps, channels-last.
  [[nodiscard]] memory maps(CallId call, std::size_t slot = 0) const {
    return operand(call, strides_channels_last(shape(call)), slot);
  }

  /// Memory for the output of a step that computes in the fallback type, where the value lies or, if that is not dense or int8,
  /// in scratch memory; it has the value that the step adds to, if any.
  [[nodiscard]] memory begin_output(const LoweredStep& step) const {
    const bool adds_to_int8 = step.sum.exists() && is_int8(step.sum);
    const memory::desc wanted = dense_output(step);
    if (!is_int8(step.value) && !adds_to_int8 && values.description(step.call, fallback) == wanted) return values.at(step.call);
    const memory converted = values.scratch(wanted, 2);
    if (step.sum.exists())
      convert({values.description(step.call, values.type(step.sum)), processor(), values.address(step.sum)}, converted,
              int8.scale(step.sum));
    return converted;
  }

  /// Brings such an output to where the value lies, as int8 where it is.
  void end_output(const LoweredStep& step, const memory& result) const {
    if (result.get_data_handle() != values.address(step.call))
      convert(result, values.at(step.call), 1 / int8.scale(lowered.storage(step.value)));
  }

  /// The strides of a step's output if it lay densely, its axes in the order that they have in memory: maps inside a
  /// concatenation have others.
  [[nodiscard]] Shape dense_strides(const LoweredStep& step) const {
    const Shape& own = view(step.call).strides;
    return own.rank() == 3 && own[0] <= own[2] ? strides_channels_last(shape(step.call)) : strides_in_rows(shape(step.call));
  }
  [[nodiscard]] memory::desc dense_output(const LoweredStep& step) const {
    if (values.in_blocks() && shape(step.call).rank() == 3) return values.description(step.call, fallback);
    return values.dense(step.call, dense_strides(step));
  }

  /// The functions that a step applies last.
  [[nodiscard]] std::vector<Elementwise> activation_of_step(const LoweredStep& step) const {
    if (!step.activation.exists()) return {};
    return elementwise_of(activation_of(*net.layer_of(step.activation)));
  }

  /// The post-ops of a step: its sum, which has elements of `type` and is multiplied by `scale`, and the functions that it
  /// applies last. Undefined stands for the output's type: where it is named, oneDNN 2 has no inner product with a sum.
  [[nodiscard]] static ::dnnl::post_ops post_ops_of(const LoweredStep& step, const std::vector<Elementwise>& functions,
                                                    memory::data_type type = memory::data_type::undef, float scale = 1) {
    ::dnnl::post_ops made;
    if (step.sum.exists()) append_sum(made, scale, type);
    for (const Elementwise& function : functions) append_elementwise(made, function);
    return made;
  }
  [[nodiscard]] ::dnnl::post_ops post_ops_of(const LoweredStep& step) const {
    return post_ops_of(step, activation_of_step(step));
  }

  /// Applies functions to elements in place.
  void apply_in_place(const std::vector<Elementwise>& functions, const memory& elements) const {
    for (const Elementwise& function : functions)
      operations.add(elementwise(function, elements.get_desc(), attributes()),
                     {{DNNL_ARG_SRC, elements}, {DNNL_ARG_DST, elements}});
  }

  /// The same elements under another shape and type: memory that lies densely.
  [[nodiscard]] static memory reshaped(const memory& given, const memory::desc& as) {
    return {as, processor(), given.get_data_handle()};
  }
};

}  // namespace graft::detail::onednn

#endif
