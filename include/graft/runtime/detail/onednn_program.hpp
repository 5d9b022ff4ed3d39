#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <graft/graph/lower.hpp>
#include <graft/runtime/detail/int8_choice.hpp>
#include <graft/runtime/detail/onednn.hpp>
#include <graft/runtime/detail/onednn_operations.hpp>
#include <graft/runtime/detail/onednn_weights.hpp>
#include <graft/runtime/detail/plan_source.hpp>
#include <graft/runtime/detail/workspaces.hpp>
#include <graft/runtime/gateway.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// A lowered network for batches of one size and pictures of one size: its primitives, bound to memory that is its own and used
/// again by every run. One thread at a time.
class Program {
 public:
  /// `wide` is the type of all that is not int8; int8 is used where the source knows how large values are. `workspaces` and `weights`
  /// are for all programs of a plan.
  Program(const PlanSource& source, PackedWeights& weights, Workspaces& workspaces, memory::data_type wide, std::int64_t batch, const Shape& input)
      : source_(source), tables_(tables_for(source, input)), net_(tables_), lowered_(lower(net_, source.first, source.last)), int8_(net_, lowered_, source.first, source.largest),
        weights_(weights), wide_(wide), batch_(batch), operations_(workspaces) {
    std::size_t size = 0;
    for (const std::int64_t elements : lowered_.buffers) {
      offsets_.push_back(size);
      size += aligned(static_cast<std::size_t>(elements * batch_) * memory::data_type_size(wide_));
    }
    buffers_ = bytes(size);
    if (!source_.largest.empty()) {
      const std::int64_t most = *std::max_element(lowered_.buffers.begin(), lowered_.buffers.end());
      beside_size_ = aligned(static_cast<std::size_t>(most * batch_) * memory::data_type_size(wide_));
      beside_ = bytes(3 * beside_size_);
    }
    blocked_ = gains_from_blocks();
    for (std::size_t i = 0; i < lowered_.steps.size(); ++i) {
      add(lowered_.steps[i], i);
      operations_.mark(lowered_.steps[i].value);
    }
  }

  /// Runs examples (batch, ...) float32 of the input's shape, and writes the value of the last call to `result`,
  /// float32, which is (batch, ...) of the last call's shape and channels-last where that has four axes. `look` is shown the value
  /// of each step as soon as it is there.
  void run(const ::torch::Tensor& examples, ::torch::Tensor result, const std::function<void(int call, const ::torch::Tensor& value)>& look = {}) {
    const ::torch::NoGradGuard no_grad;
    write(source_.first - 1, examples);
    operations_.run(look ? Operations::Look([&](int call) { look(call, value(call)); }) : Operations::Look());
    result.copy_(value(source_.last - 1));
  }

  /// Shape of the last call's value for one picture.
  [[nodiscard]] Shape shape() const { return net_.call(source_.last - 1).shape; }

 private:
  using Convolution = ::dnnl::convolution_forward::primitive_desc;
  static constexpr std::int64_t block = 16;

  [[nodiscard]] static std::size_t aligned(std::size_t size) { return (size + 4095) / 4096 * 4096; }
  [[nodiscard]] static ::torch::Tensor bytes(std::size_t count) { return ::torch::empty({static_cast<std::int64_t>(std::max<std::size_t>(count, 64))}, ::torch::kByte); }

  template <class Kind>
  [[nodiscard]] const Kind* layer(const Step& step) const {
    const Call& call = net_.call(step.call);
    return call.op == Op::call_module ? std::get_if<Kind>(&net_.module(call.module).layer) : nullptr;
  }

  [[nodiscard]] int input_of(const Step& step) const { return lowered_.held_by(net_.inputs(step.call).front()); }

  [[nodiscard]] void* address(int held) const {
    const Step* step = lowered_.step_of(held);
    return static_cast<std::byte*>(buffers_.data_ptr()) + offsets_[static_cast<std::size_t>(step == nullptr ? 0 : step->buffer)];
  }

  [[nodiscard]] memory::desc description(int held, memory::data_type type) const {
    return {dimensions(held), type, layout(held)};
  }

  [[nodiscard]] memory::format_tag layout(int held) const {
    const Shape shape = net_.call(held).shape;
    if (shape.rank() != 3) return memory::format_tag::nc;
    if (!blocked_) return memory::format_tag::nhwc;
    return shape[0] % block == 0 ? memory::format_tag::nChw16c : memory::format_tag::nchw;  // pictures go in as nchw
  }

  /// Winograd's algorithm takes up to three quarters of the multiplications of a 3 x 3 convolution away. oneDNN has it up to 3.1, in
  /// float32, for values whose channels lie together 16 by 16. All values of a plan are laid out so where a step gains from it and
  /// none has to do with oneDNN's reference code, as groups of fewer channels would.
  [[nodiscard]] bool gains_from_blocks() {
    if (wide_ != memory::data_type::f32 || !source_.largest.empty()) return false;
    blocked_ = true;
    bool gains = false;
    for (const Step& step : lowered_.steps) {
      const Shape shape = net_.call(step.value).shape;
      if (shape.rank() == 3 && shape[0] % block != 0) return false;
      const auto* conv = layer<Conv2d>(step);
      if (conv == nullptr) continue;
      if (winograd(step, *conv)) gains = true;
      else if (std::string_view(direct(step, *conv).impl_info_str()).starts_with("ref")) return false;
    }
    return gains;
  }

  [[nodiscard]] memory::data_type type(int held) const {
    switch (int8_.kept(held)) {
      case Kept::unsigned8: return memory::data_type::u8;
      case Kept::signed8: return memory::data_type::s8;
      case Kept::wide: break;
    }
    return wide_;
  }

  [[nodiscard]] memory at(int held) const { return {description(held, type(held)), processor(), address(held)}; }

  /// Room for a value in the wide type, until the next step.
  [[nodiscard]] memory beside(int held, std::size_t slot) const { return {description(held, wide_), processor(), static_cast<std::byte*>(beside_.data_ptr()) + slot * beside_size_}; }

  void convert(const memory& from, const memory& to, float by) {
    Arguments arguments{{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}};
    const auto made = reordering(from.get_desc(), to.get_desc(), by, arguments);
    operations_.add(made, std::move(arguments));
  }

  /// A value in the wide type.
  [[nodiscard]] memory wide(int held, std::size_t slot = 0) {
    if (!int8_.is_int8(held)) return at(held);
    const memory made = beside(held, slot);
    convert(at(held), made, int8_.scale(held));
    return made;
  }

  /// Where a step that computes in the wide type writes its result, and, with what is there, adds to it.
  [[nodiscard]] memory begin_result(const Step& step) {
    const bool adds_to_int8 = step.sum >= 0 && int8_.is_int8(step.sum);
    if (!int8_.is_int8(step.value) && !adds_to_int8) return at(step.value);
    const memory made = beside(step.value, 2);
    if (step.sum >= 0) convert(at(step.sum), made, int8_.scale(step.sum));
    return made;
  }

  /// Brings such a result to its place.
  void end_result(const Step& step, const memory& result) {
    if (result.get_data_handle() != address(step.value)) convert(result, at(step.value), 1 / int8_.scale(step.value));
  }

  [[nodiscard]] ::torch::ScalarType number_type(int held) const {
    switch (type(held)) {
      case memory::data_type::u8: return ::torch::kByte;
      case memory::data_type::s8: return ::torch::kChar;
      case memory::data_type::bf16: return ::torch::kBFloat16;
      default: return ::torch::kFloat;
    }
  }

  /// The numbers of a holder, as a tensor over the same memory.
  [[nodiscard]] ::torch::Tensor view(int held) const {
    const Shape shape = net_.call(held).shape;
    const auto options = ::torch::TensorOptions().dtype(number_type(held));
    if (shape.rank() != 3) return ::torch::from_blob(address(held), {batch_, shape.elements()}, options);
    const std::int64_t c = shape[0], h = shape[1], w = shape[2];
    switch (layout(held)) {
      case memory::format_tag::nChw16c: return ::torch::from_blob(address(held), {batch_, c / block, block, h, w}, {h * w * c, h * w * block, 1, w * block, block}, options);
      case memory::format_tag::nchw: return ::torch::from_blob(address(held), {batch_, c, h, w}, options);
      default: return ::torch::from_blob(address(held), {batch_, c, h, w}, {h * w * c, 1, w * c, c}, options);
    }
  }

  void write(int held, const ::torch::Tensor& numbers) const {
    const ::torch::Tensor there = view(held);
    there.copy_(numbers.reshape(there.sizes()));
  }

  /// The value of a call, which may be another look at what a holder has.
  [[nodiscard]] ::torch::Tensor value(int call) const {
    const int holder = lowered_.held_by(call);
    ::torch::Tensor held = int8_.is_int8(holder) ? view(holder).to(::torch::kFloat).mul_(int8_.scale(holder)) : view(holder);
    if (held.dim() == 5) held = held.flatten(1, 2);
    return net_.call(call).shape.rank() == 1 && held.dim() == 4 ? held.flatten(1) : held;
  }

  /// What a step does with its result; what it adds is there in `type`, each number `unit` of the result's.
  [[nodiscard]] static ::dnnl::post_ops behind(const Step& step, memory::data_type type, float unit = 1) {
    ::dnnl::post_ops operations;
    if (step.sum >= 0) append_sum(operations, unit, type);
    if (step.activation == Activation::relu) append_relu(operations);
    return operations;
  }

  void add(const Step& step, std::size_t index) {
    if (const auto* conv = layer<Conv2d>(step)) return add_convolution(step, index, *conv);
    if (layer<Linear>(step) != nullptr) return add_linear(step, index);
    if (const auto* pool = layer<MaxPool2d>(step); pool != nullptr && pool->dilation == Size2(1)) return add_pool(step, ::dnnl::algorithm::pooling_max, pool->step(), pool->kernel, pool->padding);
    if (const auto* pool = layer<AdaptiveAvgPool2d>(step); pool != nullptr && add_average_pool(step)) return;
    if (net_.call(step.call).op == Op::add && adds_alike(step)) return add_sum(step);
    add_plain(step);
  }

  [[nodiscard]] static memory::dims weight_shape(const Conv2d& conv) {
    if (conv.groups == 1) return {conv.out, conv.in, conv.kernel.height, conv.kernel.width};
    return {conv.groups, conv.out / conv.groups, conv.in / conv.groups, conv.kernel.height, conv.kernel.width};
  }

  [[nodiscard]] static Convolution describe(const Conv2d& conv, ::dnnl::algorithm algorithm, const memory::desc& from, memory::data_type weights, const memory::desc& to,
                                     const ::dnnl::primitive_attr& how) {
    return convolution(algorithm, from, {weight_shape(conv), weights, memory::format_tag::any}, {{conv.out}, memory::data_type::f32, memory::format_tag::x}, to,
                       {conv.stride.height, conv.stride.width}, {conv.dilation.height - 1, conv.dilation.width - 1}, {conv.padding.height, conv.padding.width}, how);
  }

  /// Whether Winograd's algorithm is worth it for a layer. Its weights are four times as large: with those of 512 channels, of
  /// ResNet's last maps, a plan would need twice the memory for 3 % of the time.
  [[nodiscard]] bool suits_winograd(const Conv2d& conv) const {
    return blocked_ && conv.groups == 1 && conv.kernel == Size2(3) && conv.stride == Size2(1) && conv.dilation == Size2(1) && conv.in % block == 0 && conv.in * conv.out <= 384 * 384;
  }

  [[nodiscard]] Convolution describe_wide(const Step& step, const Conv2d& conv, ::dnnl::algorithm algorithm) const {
    return describe(conv, algorithm, description(input_of(step), wide_), wide_, description(step.value, wide_), attributes(behind(step, wide_)));
  }

  [[nodiscard]] Convolution direct(const Step& step, const Conv2d& conv) const { return describe_wide(step, conv, ::dnnl::algorithm::convolution_direct); }

  /// Such a convolution, where oneDNN has it for this processor and size.
  [[nodiscard]] std::optional<Convolution> winograd(const Step& step, const Conv2d& conv) const {
    if (!suits_winograd(conv)) return std::nullopt;
    try {
      return describe_wide(step, conv, ::dnnl::algorithm::convolution_winograd);
    } catch (const ::dnnl::error&) {
      return std::nullopt;
    }
  }

  void add_convolution(const Step& step, std::size_t index, const Conv2d& conv) {
    if (int8_.multiplies(index)) return add_int8_convolution(step, index, conv);
    const memory from = wide(input_of(step)), to = begin_result(step);
    // Fewer pictures are the rest of some, and each number of them would have such weights in a layout of its own.
    constexpr std::int64_t least_batch = 8;
    const auto faster = batch_ >= least_batch ? winograd(step, conv) : std::nullopt;
    const auto made = faster ? *faster : direct(step, conv);
    const auto [weights, bias] = weights_.get(index, step, weight_shape(conv), made.weights_desc(), suits_winograd(conv));
    operations_.add(made, {{DNNL_ARG_SRC, from}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, to}});
    end_result(step, to);
  }

  void add_int8_convolution(const Step& step, std::size_t index, const Conv2d& conv) {
    const int read = input_of(step);
    const memory from = at(read), to = at(step.value);
    const float given = int8_.scale(step.value);
    std::vector<float> product = weights_.scales(index, step), unit(product.size(), given);
    for (float& one : product) one *= int8_.scale(read);  // what 1 of the int32 sum is worth
    if (bias_is_scaled) unit = product;
    for (float& one : product) one /= given;
    ::dnnl::primitive_attr how = attributes(step.sum < 0 ? behind(step, wide_) : behind(step, type(step.sum), int8_.scale(step.sum) / given));
    Arguments arguments;
    scale_channels(how, product, arguments);
    const auto made = describe(conv, ::dnnl::algorithm::convolution_direct, from.get_desc(), memory::data_type::s8, to.get_desc(), how);
    const auto [weights, bias] = weights_.get_rounded(index, step, made.weights_desc(), unit);
    arguments.insert({{DNNL_ARG_SRC, from}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, to}});
    operations_.add(made, std::move(arguments));
  }

  void add_linear(const Step& step, std::size_t index) {
    const memory from = wide(input_of(step)), to = begin_result(step);
    memory::dims shape = dimensions(input_of(step));
    shape.front() = net_.call(step.call).shape.elements();
    const auto made = inner_product(from.get_desc(), memory::desc(shape, wide_, memory::format_tag::any), memory::desc({shape.front()}, memory::data_type::f32, memory::format_tag::x),
                                    to.get_desc(), attributes(behind(step, wide_)));
    const auto [weights, bias] = weights_.get(index, step, shape, made.weights_desc(), false);
    operations_.add(made, {{DNNL_ARG_SRC, from}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, to}});
    end_result(step, to);
  }

  [[nodiscard]] memory::dims dimensions(int held) const {
    const Shape shape = net_.call(held).shape;
    if (shape.rank() == 3) return {batch_, shape[0], shape[1], shape[2]};
    return {batch_, shape.elements()};
  }

  void add_pool(const Step& step, ::dnnl::algorithm algorithm, const Size2& stride, const Size2& kernel, const Size2& padding) {
    const Shape in = net_.call(input_of(step)).shape, out = net_.call(step.value).shape;
    const auto left = [](std::int64_t wanted, std::int64_t window, std::int64_t by, std::int64_t had, std::int64_t before) { return (wanted - 1) * by + window - had - before; };
    const memory::dims padding_behind{left(out[1], kernel.height, stride.height, in[1], padding.height), left(out[2], kernel.width, stride.width, in[2], padding.width)};
    const memory from = int8_.pools(step) ? at(input_of(step)) : wide(input_of(step));
    const memory to = int8_.pools(step) ? at(step.value) : begin_result(step);
    const auto made = pooling(algorithm, from.get_desc(), to.get_desc(), {stride.height, stride.width}, {kernel.height, kernel.width}, {padding.height, padding.width}, padding_behind,
                              attributes());
    operations_.add(made, {{DNNL_ARG_SRC, from}, {DNNL_ARG_DST, to}});
    end_result(step, to);
  }

  /// Where all windows are of one size.
  [[nodiscard]] bool add_average_pool(const Step& step) {
    const Shape in = net_.call(input_of(step)).shape, out = net_.call(step.value).shape;
    if (in[1] % out[1] != 0 || in[2] % out[2] != 0) return false;
    const Size2 window{static_cast<int>(in[1] / out[1]), static_cast<int>(in[2] / out[2])};
    add_pool(step, average, window, window, 0);
    return true;
  }

  /// Whether what is added is there in one shape, and no map is looked at as a vector.
  [[nodiscard]] bool adds_alike(const Step& step) const {
    const auto inputs = net_.inputs(step.call);
    return std::all_of(inputs.begin(), inputs.end(), [&](int input) { return net_.call(lowered_.held_by(input)).shape == net_.call(step.call).shape; });
  }

  void add_sum(const Step& step) {
    const memory first = wide(lowered_.held_by(net_.inputs(step.call)[0]), 0), second = wide(lowered_.held_by(net_.inputs(step.call)[1]), 1), to = begin_result(step);
    const auto made = sum(first.get_desc(), second.get_desc(), to.get_desc(), attributes(behind(step, wide_)));
    operations_.add(made, {{DNNL_ARG_SRC_0, first}, {DNNL_ARG_SRC_1, second}, {DNNL_ARG_DST, to}});
    end_result(step, to);
  }

  /// What has no primitive here runs as LibTorch's own operation, in float32.
  void add_plain(const Step& step) {
    const Call& call = net_.call(step.call);
    std::vector<int> inputs(net_.inputs(step.call).begin(), net_.inputs(step.call).end());
    auto plain = [this, step, call, inputs] {
      std::vector<::torch::Tensor> values;
      for (const int input : inputs) values.push_back(value(input).to(::torch::kFloat));
      ::torch::Tensor result;
      if (call.op == Op::concat) result = ::torch::cat(values, 1);
      else if (call.op == Op::add) result = values[0] + values[1];
      else result = source_.leaves[static_cast<std::size_t>(call.module)].forward(values.front(), false);
      if (step.activation == Activation::relu) result = result.relu();
      if (int8_.is_int8(step.value)) {
        const auto [smallest, largest] = int8_.range(step.value);
        result = (result / int8_.scale(step.value)).round_().clamp_(smallest, largest);
      }
      write(step.value, result);
    };
    operations_.add(std::move(plain));
  }

  const PlanSource& source_;
  Tables tables_;
  GraphView net_;
  Lowered lowered_;
  Int8Choice int8_;
  PackedWeights& weights_;
  memory::data_type wide_;
  std::int64_t batch_;
  bool blocked_ = false;  // channels lie together 16 by 16
  std::vector<std::size_t> offsets_;  // of each buffer, in bytes
  ::torch::Tensor buffers_;
  ::torch::Tensor beside_{};  // three values in the wide type
  std::size_t beside_size_ = 0;
  Operations operations_;
};

}  // namespace graft::detail::onednn

#endif
