#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <graft/engine/eager/execute.hpp>
#include <graft/engine/eager/matrix_product.hpp>
#include <graft/engine/plan/onednn/detail/conv2d.hpp>
#include <graft/engine/plan/onednn/detail/elementwise.hpp>
#include <graft/engine/plan/onednn/detail/int8_choice.hpp>
#include <graft/engine/plan/onednn/detail/operations.hpp>
#include <graft/engine/plan/onednn/detail/pool.hpp>
#include <graft/engine/plan/onednn/detail/values.hpp>
#include <graft/engine/plan/onednn/detail/weights.hpp>
#include <graft/engine/plan/onednn/detail/workspaces.hpp>
#include <graft/engine/plan/plan_source.hpp>
#include <graft/graph/activation.hpp>
#include <graft/graph/lower.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// A lowered network for one batch size and one image size: primitives bound to buffers of its own, which every run reuses.
/// Not thread-safe.
class Program {
 public:
  /// `fallback` is the type of all that is not int8; int8 is used where the source has the largest values. `workspaces` and
  /// `weights` are shared by the programs of a plan.
  Program(const PlanSource& source, PackedWeights& weights, Workspaces& workspaces, memory::data_type fallback,
          std::int64_t batch, const Shape& input)
      : source_(source),
        tables_(tables_for(source, input)),
        net_(tables_),
        lowered_(lower(net_, source.first, source.last)),
        int8_(net_, lowered_, source.first, source.largest),
        weights_(weights),
        fallback_(fallback),
        batch_(batch),
        values_(net_, lowered_, int8_, fallback, batch),
        operations_(workspaces) {
    values_.lay_out_in_blocks(gains_from_blocks());
    for (std::size_t i = 0; i < lowered_.steps.size(); ++i) {
      add(lowered_.steps[i], i);
      operations_.mark(lowered_.steps[i].value);
    }
  }

  Program(const Program&) = delete;  // its parts refer to each other
  Program& operator=(const Program&) = delete;

  /// Runs a batch and writes the value of the last call to `result`. `observer` is called with the value of each step.
  /// Shapes: (batch, ...) float32 of the input's shape -> (batch, ...) float32, channels-last where it has four axes.
  void run(const ::torch::Tensor& examples, ::torch::Tensor result,
           const std::function<void(CallId call, const ::torch::Tensor& value)>& observer = {}) {
    const ::torch::NoGradGuard no_grad;
    values_.write({source_.first - 1}, examples);
    operations_.run(observer ? Operations::Observer([&](CallId call) { observer(call, values_.value(call)); })
                             : Operations::Observer());
    result.copy_(values_.value({source_.last - 1}));
  }

  /// The shape of the last call's value for one image.
  [[nodiscard]] Shape shape() const { return net_.call({source_.last - 1}).shape; }

 private:
  using Convolution = ::dnnl::convolution_forward::primitive_desc;
  static constexpr std::int64_t block = Values::block;

  template <class Kind>
  [[nodiscard]] const Kind* layer(const LoweredStep& step) const {
    return net_.applied<Kind>(step.call);
  }

  [[nodiscard]] CallId input_of(const LoweredStep& step) const { return lowered_.storage(net_.inputs(step.call).front()); }

  /// Whether the blocked layout nChw16c is faster than channels-last: some step can then use Winograd's algorithm, and none
  /// falls back to oneDNN's reference code, as groups of fewer channels would.
  ///
  /// Winograd's algorithm saves up to three quarters of the multiplications of a 3 x 3 convolution. oneDNN has it up to version
  /// 3.1, in float32, for blocked layouts only.
  [[nodiscard]] bool gains_from_blocks() {
    if (fallback_ != memory::data_type::f32 || !source_.largest.empty()) return false;
    values_.lay_out_in_blocks(true);
    bool gains = false;
    for (const LoweredStep& step : lowered_.steps) {
      const Shape shape = net_.call(step.value).shape;
      if (shape.rank() == 3 && shape[0] % block != 0) return false;
      const auto* conv = layer<Conv2d>(step);
      if (conv == nullptr) continue;
      if (winograd(step, *conv))
        gains = true;
      else if (is_reference(direct(step, *conv)))
        return false;
    }
    return gains;
  }

  void convert(const memory& from, const memory& to, float by) {
    Arguments arguments{{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}};
    const auto descriptor = reordering(from.get_desc(), to.get_desc(), by, arguments);
    operations_.add(descriptor, std::move(arguments));
  }

  /// A value in the fallback type: the value itself, or a copy in scratch memory.
  [[nodiscard]] memory in_fallback_type(CallId storage, std::size_t slot = 0) {
    if (!int8_.is_int8(storage)) return values_.at(storage);
    const memory converted = values_.scratch(storage, slot);
    convert(values_.at(storage), converted, int8_.scale(storage));
    return converted;
  }

  /// Memory for the output of a step that computes in the fallback type; it has the value that the step adds to, if any.
  [[nodiscard]] memory begin_output(const LoweredStep& step) {
    const bool adds_to_int8 = step.sum.exists() && int8_.is_int8(step.sum);
    if (!int8_.is_int8(step.value) && !adds_to_int8) return values_.at(step.value);
    const memory converted = values_.scratch(step.value, 2);
    if (step.sum.exists()) convert(values_.at(step.sum), converted, int8_.scale(step.sum));
    return converted;
  }

  /// Converts such an output to int8 where the value is int8.
  void end_output(const LoweredStep& step, const memory& result) {
    if (result.get_data_handle() != values_.address(step.value))
      convert(result, values_.at(step.value), 1 / int8_.scale(step.value));
  }

  /// The functions that a step applies last.
  [[nodiscard]] std::vector<Elementwise> activation_of_step(const LoweredStep& step) const {
    if (!step.activation.exists()) return {};
    return elementwise_of(activation_of(*net_.layer_of(step.activation)));
  }

  /// The post-ops of a step: its sum, which has elements of `type` and is multiplied by `scale`, and the functions that it
  /// applies last. Undefined stands for the output's type: where it is named, oneDNN 2 has no inner product with a sum.
  [[nodiscard]] static ::dnnl::post_ops post_ops_of(const LoweredStep& step, const std::vector<Elementwise>& functions,
                                                    memory::data_type type = memory::data_type::undef, float scale = 1) {
    ::dnnl::post_ops operations;
    if (step.sum.exists()) append_sum(operations, scale, type);
    for (const Elementwise& function : functions) append_elementwise(operations, function);
    return operations;
  }
  [[nodiscard]] ::dnnl::post_ops post_ops_of(const LoweredStep& step) const {
    return post_ops_of(step, activation_of_step(step));
  }

  /// Applies functions to elements in place.
  void apply_in_place(const std::vector<Elementwise>& functions, const memory& elements) {
    for (const Elementwise& function : functions)
      operations_.add(elementwise(function, elements.get_desc(), attributes()),
                      {{DNNL_ARG_SRC, elements}, {DNNL_ARG_DST, elements}});
  }

  /// Adds a primitive where oneDNN has one for a step; the rest runs as LibTorch's operations.
  void add(const LoweredStep& step, std::size_t index) {
    if (has_weights(source_, step) && (layer<Linear>(step) != nullptr || reads_unaliased(step))) {
      if (const auto* conv = layer<Conv2d>(step)) return add_convolution(step, index, *conv);
      return add_linear(step, index);
    }
    if (reads_unaliased(step)) {
      if (const auto* pool = layer<MaxPool2d>(step); pool != nullptr && pool->dilation == Size2(1))
        return add_pool(step, ::dnnl::algorithm::pooling_max, pool->step(), pool->kernel, pool->padding);
      if (const auto* pool = layer<AdaptiveAvgPool2d>(step); pool != nullptr && add_average_pool(step)) return;
      if (is_a<op::Add>(net_.call(step.call).op) && adds_equal_shapes(step)) return add_sum(step);
      if (const Layer* only = net_.layer_of(step.call); only != nullptr && is_activation(*only))
        return add_elementwise(step, elementwise_of(activation_of(*only)));
    }
    add_eager(step);
  }

  /// Whether the inputs of a step have the shapes of their storages: none is a flattened alias.
  [[nodiscard]] bool reads_unaliased(const LoweredStep& step) const {
    const auto inputs = net_.inputs(step.call);
    return std::all_of(inputs.begin(), inputs.end(),
                       [&](CallId input) { return net_.call(lowered_.storage(input)).shape == net_.call(input).shape; });
  }

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
    return values_.in_blocks() && conv.groups == 1 && conv.kernel == Size2(3) && conv.stride == Size2(1) &&
           conv.dilation == Size2(1) && conv.in % block == 0 && conv.in * conv.out <= 384 * 384;
  }

  [[nodiscard]] Convolution describe_fallback(const LoweredStep& step, const Conv2d& conv, ::dnnl::algorithm algorithm) const {
    return describe(conv, algorithm, values_.description(input_of(step), fallback_), fallback_,
                    values_.description(step.value, fallback_), attributes(post_ops_of(step)));
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

  void add_convolution(const LoweredStep& step, std::size_t index, const Conv2d& conv) {
    if (int8_.multiplies(index)) return add_int8_convolution(step, index, conv);
    const memory from = in_fallback_type(input_of(step)), to = begin_output(step);
    // Smaller batches are remainders, and oneDNN would have weights in a layout of its own for each size.
    constexpr std::int64_t least_batch = 8;
    const auto faster = batch_ >= least_batch ? winograd(step, conv) : std::nullopt;
    const auto descriptor = faster ? *faster : direct(step, conv);
    const auto [weights, bias] = weights_.get(index, step, weight_shape(conv), descriptor.weights_desc(), suits_winograd(conv));
    operations_.add(descriptor, {{DNNL_ARG_SRC, from}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, to}});
    end_output(step, to);
  }

  void add_int8_convolution(const LoweredStep& step, std::size_t index, const Conv2d& conv) {
    const CallId read = input_of(step);
    const memory from = values_.at(read), to = values_.at(step.value);
    const float output_scale = int8_.scale(step.value);
    // A ReLU may come after the division by the scale of the output, other functions may not.
    const bool divides_last = step.activation.exists() && !net_.applies<ReLU>(step.activation);
    const float divisor = divides_last ? 1 : output_scale;
    std::vector<float> scales = weights_.scales(index, step), bias_scales(scales.size(), divisor);
    for (float& scale : scales) scale *= int8_.scale(read);  // of the int32 sum
    if (bias_is_scaled) bias_scales = scales;
    for (float& scale : scales) scale /= divisor;
    std::vector<Elementwise> functions = activation_of_step(step);
    if (divides_last) append_division(functions, output_scale);
    ::dnnl::primitive_attr how =
        attributes(step.sum.exists() ? post_ops_of(step, functions, values_.type(step.sum), int8_.scale(step.sum) / divisor)
                                     : post_ops_of(step, functions));
    Arguments arguments;
    scale_channels(how, scales, arguments);
    const auto descriptor =
        describe(conv, ::dnnl::algorithm::convolution_direct, from.get_desc(), memory::data_type::s8, to.get_desc(), how);
    const auto [weights, bias] = weights_.get_int8(index, step, descriptor.weights_desc(), bias_scales);
    arguments.insert({{DNNL_ARG_SRC, from}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, to}});
    operations_.add(descriptor, std::move(arguments));
  }

  /// A linear layer over vectors, also those that are flattened feature maps, or over the positions of sequences.
  void add_linear(const LoweredStep& step, std::size_t index) {
    const auto& linear = *layer<Linear>(step);
    const CallId input = net_.inputs(step.call).front(), from_storage = input_of(step);
    const bool is_sequence = net_.call(input).shape.rank() == 2;
    // The features of maps, their width, do not lie one after the other.
    if (net_.call(input).shape.rank() > 2 || (is_sequence && !reads_unaliased(step))) return add_eager(step);
    const memory from = in_fallback_type(from_storage), to = begin_output(step);
    memory::dims shape = is_sequence ? memory::dims{linear.out, linear.in} : values_.dimensions(from_storage);
    shape.front() = linear.out;
    const auto rows = [&](const memory& given, std::int64_t features) {
      if (!is_sequence) return given;
      const std::int64_t elements = net_.call(input).shape.elements() / linear.in * batch_;
      return memory({{elements, features}, fallback_, memory::format_tag::nc}, processor(), given.get_data_handle());
    };
    const memory source = rows(from, linear.in), result = rows(to, linear.out);
    const auto descriptor = inner_product(source.get_desc(), memory::desc(shape, fallback_, memory::format_tag::any),
                                          memory::desc({shape.front()}, memory::data_type::f32, memory::format_tag::x),
                                          result.get_desc(), attributes(post_ops_of(step)));
    const auto [weights, bias] = weights_.get(index, step, shape, descriptor.weights_desc(), false);
    operations_.add(descriptor,
                    {{DNNL_ARG_SRC, source}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, result}});
    end_output(step, to);
  }

  void add_pool(const LoweredStep& step, ::dnnl::algorithm algorithm, const Size2& stride, const Size2& kernel,
                const Size2& padding) {
    const Shape in = net_.call(input_of(step)).shape, out = net_.call(step.value).shape;
    const memory::dims behind = padding_behind(in, out, stride, kernel, padding);
    const memory from = int8_.pools(step) ? values_.at(input_of(step)) : in_fallback_type(input_of(step));
    const memory to = int8_.pools(step) ? values_.at(step.value) : begin_output(step);
    const auto descriptor =
        pooling(::dnnl::prop_kind::forward_inference, algorithm, from.get_desc(), to.get_desc(), {stride.height, stride.width},
                {kernel.height, kernel.width}, {padding.height, padding.width}, behind, attributes());
    operations_.add(descriptor, {{DNNL_ARG_SRC, from}, {DNNL_ARG_DST, to}});
    apply_in_place(activation_of_step(step), to);
    end_output(step, to);
  }

  /// An elementwise layer on its own, with another one after it or not.
  void add_elementwise(const LoweredStep& step, const std::vector<Elementwise>& functions) {
    const memory from = in_fallback_type(input_of(step)), to = begin_output(step);
    operations_.add(elementwise(functions.front(), from.get_desc(), attributes()), {{DNNL_ARG_SRC, from}, {DNNL_ARG_DST, to}});
    apply_in_place({functions.begin() + 1, functions.end()}, to);
    apply_in_place(activation_of_step(step), to);
    end_output(step, to);
  }

  /// Adds an adaptive average pool whose windows all have one size; false for others.
  [[nodiscard]] bool add_average_pool(const LoweredStep& step) {
    const Shape in = net_.call(input_of(step)).shape, out = net_.call(step.value).shape;
    if (in[1] % out[1] != 0 || in[2] % out[2] != 0) return false;
    const Size2 window{static_cast<int>(in[1] / out[1]), static_cast<int>(in[2] / out[2])};
    add_pool(step, average, window, window, 0);
    return true;
  }

  /// Whether all terms of a sum have its shape, in their storages too: no broadcasting, no flattened alias.
  [[nodiscard]] bool adds_equal_shapes(const LoweredStep& step) const {
    const auto inputs = net_.inputs(step.call);
    return std::all_of(inputs.begin(), inputs.end(),
                       [&](CallId input) { return net_.call(lowered_.storage(input)).shape == net_.call(step.call).shape; });
  }

  void add_sum(const LoweredStep& step) {
    const memory first = in_fallback_type(lowered_.storage(net_.inputs(step.call)[0]), 0),
                 second = in_fallback_type(lowered_.storage(net_.inputs(step.call)[1]), 1), to = begin_output(step);
    const auto descriptor = sum(first.get_desc(), second.get_desc(), to.get_desc(), attributes(post_ops_of(step)));
    operations_.add(descriptor, {{DNNL_ARG_SRC_0, first}, {DNNL_ARG_SRC_1, second}, {DNNL_ARG_DST, to}});
    end_output(step, to);
  }

  /// A step that has no primitive here: LibTorch's operation, in float32.
  void add_eager(const LoweredStep& step) {
    const std::vector<CallId> inputs(net_.inputs(step.call).begin(), net_.inputs(step.call).end());
    const FoldedWeights weights = has_weights(source_, step) ? fold_step(source_, step) : FoldedWeights{};
    operations_.add([this, step, inputs, weights] {
      std::vector<::torch::Tensor> values;
      for (const CallId input : inputs) values.push_back(values_.value(input).to(::torch::kFloat));
      ::torch::Tensor result =
          weights.weight.defined() ? apply(step, weights, values.front()) : execute(net_, step.call, source_.leaves, values);
      if (step.sum.exists()) result = result + values_.value(step.sum).to(::torch::kFloat);
      if (step.activation.exists()) result = execute(net_, step.activation, source_.leaves, std::array{result}, true);
      if (int8_.is_int8(step.value)) {
        const auto [smallest, largest] = int8_.range(step.value);
        result = (result / int8_.scale(step.value)).round_().clamp_(smallest, largest);
      }
      values_.write(step.value, result);
    });
  }

  /// Applies a layer with folded weights, by LibTorch.
  [[nodiscard]] ::torch::Tensor apply(const LoweredStep& step, const FoldedWeights& weights,
                                      const ::torch::Tensor& input) const {
    const auto* conv = layer<Conv2d>(step);
    if (conv == nullptr) return linear(input, weights.weight, weights.bias);
    const auto both = [](const Size2& size) { return std::vector<std::int64_t>{size.height, size.width}; };
    return ::torch::conv2d(input, weights.weight, weights.bias, both(conv->stride), both(conv->padding), both(conv->dilation),
                           conv->groups);
  }

  const PlanSource& source_;
  Tables tables_;
  GraphView net_;
  Lowered lowered_;
  Int8Choice int8_;
  PackedWeights& weights_;
  memory::data_type fallback_;
  std::int64_t batch_;
  Values values_;
  Operations operations_;
};

}  // namespace graft::detail::onednn

#endif
