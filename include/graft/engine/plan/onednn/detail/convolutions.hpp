#pragma once

#include <optional>
#include <utility>
#include <vector>

#include <graft/engine/plan/onednn/detail/conv2d.hpp>
#include <graft/engine/plan/onednn/detail/step_context.hpp>
#include <graft/graph/layer/conv2d.hpp>
#include <graft/graph/shape/size2.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// The convolutions of a network: direct, by Winograd's algorithm, or of int8.
class Convolutions {
 public:
  explicit Convolutions(const StepContext& context) : to_(context) {}

  /// Whether the blocked layout nChw16c is faster than channels-last: some step can then use Winograd's algorithm, and none
  /// falls back to oneDNN's reference code, as groups of fewer channels would. The values lie in blocks.
  ///
  /// Winograd's algorithm saves up to three quarters of the multiplications of a 3 x 3 convolution. oneDNN has it up to version
  /// 3.1, in float32, for blocked layouts only.
  [[nodiscard]] bool gain_from_blocks() const {
    bool gains = false;
    for (const LoweredStep& step : to_.lowered.steps) {
      const Shape& shape = to_.shape(step.value);
      if (shape.rank() == 3 && shape[0] % Values::block != 0) return false;
      const auto* conv = to_.layer<Conv2d>(step);
      if (conv == nullptr) continue;
      if (winograd(step, *conv))
        gains = true;
      else if (is_reference(direct(step, *conv)))
        return false;
    }
    return gains;
  }

  [[nodiscard]] bool add(const LoweredStep& step, std::size_t index) const {
    const auto* conv = to_.layer<Conv2d>(step);
    const CallId input = to_.input_of(step);
    if (conv == nullptr || !to_.has_strides(input)) return false;
    if (to_.int8.multiplies(index)) {
      add_int8(step, *conv);
      return true;
    }
    const memory from = to_.maps(input), to = to_.begin_output(step);
    // Smaller batches are remainders, and oneDNN would have weights in a layout of its own for each size.
    constexpr std::int64_t least_batch = 8;
    const auto faster = to_.batch >= least_batch ? winograd(step, *conv) : std::nullopt;
    const auto descriptor = faster ? *faster : direct(step, *conv);
    const auto [weights, bias] = to_.weights.get(step, weight_shape(*conv), descriptor.weights_desc(), suits_winograd(*conv));
    to_.operations.add(descriptor,
                       {{DNNL_ARG_SRC, from}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, to}});
    to_.end_output(step, to);
    return true;
  }

 private:
  using Convolution = ::dnnl::convolution_forward::primitive_desc;

  [[nodiscard]] static Convolution describe(const Conv2d& conv, ::dnnl::algorithm algorithm, const memory::desc& from,
                                            memory::data_type weights, const memory::desc& to,
                                            const ::dnnl::primitive_attr& how) {
    return convolution(::dnnl::prop_kind::forward_inference, algorithm, from,
                       {weight_shape(conv), weights, memory::format_tag::any},
                       {{conv.out}, memory::data_type::f32, memory::format_tag::x}, to, {conv.stride.height, conv.stride.width},
                       {conv.dilation.height - 1, conv.dilation.width - 1}, {conv.padding.height, conv.padding.width}, how);
  }

  /// Whether Winograd's algorithm is worth it for a layer. Its weights are four times as large: with those of ResNet's last
  /// stage, of 512 channels, a plan would need twice the memory to save 3 % of the time.
  [[nodiscard]] bool suits_winograd(const Conv2d& conv) const {
    return to_.values.in_blocks() && conv.groups == 1 && conv.kernel == Size2(3) && conv.stride == Size2(1) &&
           conv.dilation == Size2(1) && conv.in % Values::block == 0 && conv.in * conv.out <= 384 * 384;
  }

  [[nodiscard]] Convolution describe_fallback(const LoweredStep& step, const Conv2d& conv, ::dnnl::algorithm algorithm) const {
    const CallId input = to_.input_of(step);
    const memory::desc from = to_.values.in_blocks() ? to_.values.description(input, to_.fallback)
                                                     : to_.values.dense(input, strides_channels_last(to_.shape(input)));
    return describe(conv, algorithm, from, to_.fallback, to_.dense_output(step), attributes(to_.post_ops_of(step)));
  }

  [[nodiscard]] Convolution direct(const LoweredStep& step, const Conv2d& conv) const {
    return describe_fallback(step, conv, ::dnnl::algorithm::convolution_direct);
  }

  /// Winograd's convolution, where it is worth it and oneDNN has it for this processor and size.
  [[nodiscard]] std::optional<Convolution> winograd(const LoweredStep& step, const Conv2d& conv) const {
    if (!suits_winograd(conv)) return std::nullopt;
    try {
      return describe_fallback(step, conv, ::dnnl::algorithm::convolution_winograd);
    } catch (const ::dnnl::error&) {
      return std::nullopt;
    }
  }

  void add_int8(const LoweredStep& step, const Conv2d& conv) const {
    const CallId read = to_.lowered.storage(to_.input_of(step));
    const memory from = to_.values.at(read), to = to_.values.at(step.call);
    const float output_scale = to_.int8.scale(step.value);
    // A ReLU may come after the division by the scale of the output, other functions may not.
    const bool divides_last = step.activation.exists() && !to_.net.applies<ReLU>(step.activation);
    const float divisor = divides_last ? 1 : output_scale;
    std::vector<float> scales = to_.weights.scales(step), bias_scales(scales.size(), divisor);
    for (float& scale : scales) scale *= to_.int8.scale(read);  // of the int32 sum
    if (bias_is_scaled) bias_scales = scales;
    for (float& scale : scales) scale /= divisor;
    std::vector<Elementwise> functions = to_.activation_of_step(step);
    if (divides_last) append_division(functions, output_scale);
    ::dnnl::primitive_attr how =
        attributes(step.sum.exists() ? StepContext::post_ops_of(step, functions, to_.values.type(step.sum),
                                                                to_.int8.scale(step.sum) / divisor)
                                     : StepContext::post_ops_of(step, functions));
    Arguments arguments;
    scale_channels(how, scales, arguments);
    const auto descriptor =
        describe(conv, ::dnnl::algorithm::convolution_direct, from.get_desc(), memory::data_type::s8, to.get_desc(), how);
    const auto [weights, bias] = to_.weights.get_int8(step, descriptor.weights_desc(), bias_scales);
    arguments.insert({{DNNL_ARG_SRC, from}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, to}});
    to_.operations.add(descriptor, std::move(arguments));
  }

  const StepContext& to_;
};

}  // namespace graft::detail::onednn

#endif
