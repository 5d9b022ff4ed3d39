#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include <graft/graph/lower.hpp>
#include <graft/runtime/detail/onednn.hpp>
#include <graft/runtime/detail/onednn_weights.hpp>
#include <graft/runtime/detail/plan_source.hpp>
#include <graft/runtime/gateway.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// A lowered network for batches of one size and pictures of one size: its primitives, bound to memory that is its own and used
/// again by every run. One thread at a time.
class Program {
 public:
  /// `wide` is the type of all that is not int8; int8 is used where the source knows how large values are.
  Program(const PlanSource& source, PackedWeights& weights, memory::data_type wide, std::int64_t batch, const Shape& input)
      : source_(source), tables_(tables_for(source, input)), net_(tables_), lowered_(lower(net_, source.first, source.last)), weights_(weights), wide_(wide), batch_(batch) {
    choose_types();
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
    for (std::size_t i = 0; i < lowered_.steps.size(); ++i) {
      add(lowered_.steps[i], i);
      operations_.back().gives = lowered_.steps[i].value;
    }
    scratchpad_ = bytes(scratchpad_size_);
    for (const auto& [index, description] : scratchpads_) operations_[index].arguments[DNNL_ARG_SCRATCHPAD] = memory(description, processor(), scratchpad_.data_ptr());
  }

  /// Runs examples (batch, ...) float32 of the input's shape, and writes the value of the last call to `result`,
  /// float32, which is (batch, ...) of the last call's shape and channels-last where that has four axes. `look` is shown the value
  /// of each step as soon as it is there.
  void run(const ::torch::Tensor& examples, ::torch::Tensor result, const std::function<void(int call, const ::torch::Tensor& value)>& look = {}) {
    const ::torch::NoGradGuard no_grad;
    view(source_.first - 1).copy_(examples);
    for (Operation& operation : operations_) {
      if (operation.plain) operation.plain();
      else operation.primitive.execute(stream_, operation.arguments);
      if (look && operation.gives >= 0) look(operation.gives, value(operation.gives));
    }
    stream_.wait();
    result.copy_(value(source_.last - 1));
  }

  /// Shape of the last call's value for one picture.
  [[nodiscard]] Shape shape() const { return net_.call(source_.last - 1).shape; }

 private:
  struct Operation {
    ::dnnl::primitive primitive{};
    Arguments arguments{};
    std::function<void()> plain{};  // instead of the primitive: by LibTorch
    int gives = -1;                 // the value that is there behind it
  };

  [[nodiscard]] static std::size_t aligned(std::size_t size) { return (size + 4095) / 4096 * 4096; }
  [[nodiscard]] static ::torch::Tensor bytes(std::size_t count) { return ::torch::empty({static_cast<std::int64_t>(std::max<std::size_t>(count, 64))}, ::torch::kByte); }

  template <class Kind>
  [[nodiscard]] const Kind* layer(const Step& step) const {
    const Call& call = net_.call(step.call);
    return call.op == Op::call_module ? std::get_if<Kind>(&net_.module(call.module).layer) : nullptr;
  }

  /// Which steps multiply int8 numbers, and which values are kept as such: what such a step reads, and what it adds to.
  void choose_types() {
    types_.assign(static_cast<std::size_t>(source_.last), wide_);
    scales_.assign(static_cast<std::size_t>(source_.last), 1);
    multiplies_int8_.assign(lowered_.steps.size(), false);
    if (source_.largest.empty()) return;
    for (std::size_t i = 0; i < lowered_.steps.size(); ++i) {
      const Step& step = lowered_.steps[i];
      const auto* conv = layer<Conv2d>(step);
      multiplies_int8_[i] = conv != nullptr && conv->groups == 1 && input_of(step) != source_.first - 1;
      if (!multiplies_int8_[i]) continue;
      keep_as_int8(input_of(step));
      if (step.sum < 0) continue;
      keep_as_int8(step.sum);
      keep_as_int8(step.value);  // which is the same memory
    }
    // The largest of some int8 numbers is one of them: what a pooling step reads may be kept so, too, in the same scale.
    for (std::size_t i = lowered_.steps.size(); i-- > 0;) {
      const Step& step = lowered_.steps[i];
      const Step* before = layer<MaxPool2d>(step) != nullptr && is_int8(step.value) ? step_of(input_of(step)) : nullptr;
      if (before != nullptr && multiplies_int8_[static_cast<std::size_t>(before - lowered_.steps.data())]) keep_as_int8(before->value);
    }
    for (const Step& step : lowered_.steps)
      if (pools_int8(step)) scales_[static_cast<std::size_t>(step.value)] = scale(input_of(step));
  }

  void keep_as_int8(int held) {
    const auto row = static_cast<std::size_t>(held);
    const bool has_sign = !is_positive(held);
    const float largest = source_.largest[row];
    types_[row] = has_sign ? memory::data_type::s8 : memory::data_type::u8;
    scales_[row] = largest > 0 ? largest / (has_sign ? 127.0F : 255.0F) : 1.0F;
  }

  [[nodiscard]] bool is_positive(int held) const {
    const Step* step = step_of(held);
    if (step == nullptr) return false;
    return step->activation == Activation::relu || layer<ReLU>(*step) != nullptr || (layer<MaxPool2d>(*step) != nullptr && is_positive(input_of(*step)));
  }

  [[nodiscard]] bool is_int8(int held) const { return types_[static_cast<std::size_t>(held)] != wide_; }
  [[nodiscard]] float scale(int held) const { return scales_[static_cast<std::size_t>(held)]; }
  [[nodiscard]] bool pools_int8(const Step& step) const { return layer<MaxPool2d>(step) != nullptr && is_int8(step.value) && is_int8(input_of(step)); }

  [[nodiscard]] int input_of(const Step& step) const { return lowered_.held_by(net_.inputs(step.call).front()); }

  /// The step that gives a value; none for what goes in.
  [[nodiscard]] const Step* step_of(int held) const {
    for (const Step& step : lowered_.steps)
      if (step.value == held) return &step;
    return nullptr;
  }

  [[nodiscard]] void* address(int held) const {
    const Step* step = step_of(held);
    return static_cast<std::byte*>(buffers_.data_ptr()) + offsets_[static_cast<std::size_t>(step == nullptr ? 0 : step->buffer)];
  }

  [[nodiscard]] memory::desc description(int held, memory::data_type type) const {
    const Shape shape = net_.call(held).shape;
    if (shape.rank() == 3) return {{batch_, shape[0], shape[1], shape[2]}, type, memory::format_tag::nhwc};
    return {{batch_, shape.elements()}, type, memory::format_tag::nc};
  }

  [[nodiscard]] memory at(int held) const { return {description(held, types_[static_cast<std::size_t>(held)]), processor(), address(held)}; }

  /// Room for a value in the wide type, until the next step.
  [[nodiscard]] memory beside(int held, std::size_t slot) const { return {description(held, wide_), processor(), static_cast<std::byte*>(beside_.data_ptr()) + slot * beside_size_}; }

  void convert(const memory& from, const memory& to, float by) {
    Arguments arguments{{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}};
    const auto made = reordering(from.get_desc(), to.get_desc(), by, arguments);
    bind(made, std::move(arguments));
  }

  /// A value in the wide type.
  [[nodiscard]] memory wide(int held, std::size_t slot = 0) {
    if (!is_int8(held)) return at(held);
    const memory made = beside(held, slot);
    convert(at(held), made, scale(held));
    return made;
  }

  /// Where a step that computes in the wide type writes its result, and, with what is there, adds to it.
  [[nodiscard]] memory begin_result(const Step& step) {
    const bool adds_to_int8 = step.sum >= 0 && is_int8(step.sum);
    if (!is_int8(step.value) && !adds_to_int8) return at(step.value);
    const memory made = beside(step.value, 2);
    if (step.sum >= 0) convert(at(step.sum), made, scale(step.sum));
    return made;
  }

  /// Brings such a result to its place.
  void end_result(const Step& step, const memory& result) {
    if (result.get_data_handle() != address(step.value)) convert(result, at(step.value), 1 / scale(step.value));
  }

  [[nodiscard]] ::torch::ScalarType number_type(int held) const {
    switch (types_[static_cast<std::size_t>(held)]) {
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
    return ::torch::from_blob(address(held), {batch_, c, h, w}, {h * w * c, 1, w * c, c}, options);
  }

  /// The value of a call, which may be another look at what a holder has.
  [[nodiscard]] ::torch::Tensor value(int call) const {
    const int holder = lowered_.held_by(call);
    const ::torch::Tensor held = is_int8(holder) ? view(holder).to(::torch::kFloat).mul_(scale(holder)) : view(holder);
    return net_.call(call).shape.rank() == 1 && held.dim() == 4 ? held.flatten(1) : held;
  }

  template <class Description>
  void bind(const Description& description, Arguments arguments) {
    const memory::desc scratchpad = description.scratchpad_desc();
    if (scratchpad.get_size() > 0) {
      scratchpad_size_ = std::max(scratchpad_size_, scratchpad.get_size());
      scratchpads_.emplace_back(operations_.size(), scratchpad);
    }
    operations_.push_back({::dnnl::primitive(description.get()), std::move(arguments)});
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
    if (const auto* pool = layer<MaxPool2d>(step); pool != nullptr && pool->dilation == Size2(1)) return add_max_pool(step, *pool);
    if (const auto* pool = layer<AdaptiveAvgPool2d>(step); pool != nullptr && add_average_pool(step, *pool)) return;
    if (net_.call(step.call).op == Op::add) return add_sum(step);
    add_plain(step);
  }

  void add_convolution(const Step& step, std::size_t index, const Conv2d& conv) {
    const memory::dims shape = conv.groups == 1 ? memory::dims{conv.out, conv.in, conv.kernel.height, conv.kernel.width}
                                                : memory::dims{conv.groups, conv.out / conv.groups, conv.in / conv.groups, conv.kernel.height, conv.kernel.width};
    const memory::desc bias_shape({conv.out}, memory::data_type::f32, memory::format_tag::x);
    const auto describe = [&](const memory& from, const memory& to, memory::data_type type, const ::dnnl::primitive_attr& how) {
      return convolution(from.get_desc(), memory::desc(shape, type, memory::format_tag::any), bias_shape, to.get_desc(), {conv.stride.height, conv.stride.width},
                         {conv.dilation.height - 1, conv.dilation.width - 1}, {conv.padding.height, conv.padding.width}, how);
    };
    if (multiplies_int8_[index]) {
      const int read = input_of(step);
      const memory from = at(read), to = at(step.value);
      const float given = scale(step.value);
      std::vector<float> product = weights_.scales(index, step), unit(product.size(), given);
      for (float& one : product) one *= scale(read);  // what 1 of the int32 sum is worth
      if (bias_is_scaled) unit = product;
      for (float& one : product) one /= given;
      ::dnnl::primitive_attr how = attributes(step.sum < 0 ? behind(step, wide_) : behind(step, types_[static_cast<std::size_t>(step.sum)], scale(step.sum) / given));
      Arguments arguments;
      scale_channels(how, product, arguments);
      const auto made = describe(from, to, memory::data_type::s8, how);
      const auto [weights, bias] = weights_.get_rounded(index, step, made.weights_desc(), unit);
      arguments.insert({{DNNL_ARG_SRC, from}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, to}});
      return bind(made, std::move(arguments));
    }
    const memory from = wide(input_of(step)), to = begin_result(step);
    const auto made = describe(from, to, wide_, attributes(behind(step, wide_)));
    const auto [weights, bias] = weights_.get(index, step, shape, made.weights_desc());
    bind(made, {{DNNL_ARG_SRC, from}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, to}});
    end_result(step, to);
  }

  void add_linear(const Step& step, std::size_t index) {
    const memory from = wide(input_of(step)), to = begin_result(step);
    memory::dims shape = dimensions(input_of(step));
    shape.front() = net_.call(step.call).shape.elements();
    const auto made = inner_product(from.get_desc(), memory::desc(shape, wide_, memory::format_tag::any), memory::desc({shape.front()}, memory::data_type::f32, memory::format_tag::x),
                                    to.get_desc(), attributes(behind(step, wide_)));
    const auto [weights, bias] = weights_.get(index, step, shape, made.weights_desc());
    bind(made, {{DNNL_ARG_SRC, from}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, to}});
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
    const memory from = pools_int8(step) ? at(input_of(step)) : wide(input_of(step));
    const memory to = pools_int8(step) ? at(step.value) : begin_result(step);
    const auto made = pooling(algorithm, from.get_desc(), to.get_desc(), {stride.height, stride.width}, {kernel.height, kernel.width}, {padding.height, padding.width}, padding_behind,
                              attributes());
    bind(made, {{DNNL_ARG_SRC, from}, {DNNL_ARG_DST, to}});
    end_result(step, to);
  }

  void add_max_pool(const Step& step, const MaxPool2d& pool) { add_pool(step, ::dnnl::algorithm::pooling_max, pool.step(), pool.kernel, pool.padding); }

  /// Where all windows are of one size.
  [[nodiscard]] bool add_average_pool(const Step& step, const AdaptiveAvgPool2d&) {
    const Shape in = net_.call(input_of(step)).shape, out = net_.call(step.value).shape;
    if (in[1] % out[1] != 0 || in[2] % out[2] != 0) return false;
    const Size2 window{static_cast<int>(in[1] / out[1]), static_cast<int>(in[2] / out[2])};
    add_pool(step, average, window, window, 0);
    return true;
  }

  void add_sum(const Step& step) {
    const memory first = wide(lowered_.held_by(net_.inputs(step.call)[0]), 0), second = wide(lowered_.held_by(net_.inputs(step.call)[1]), 1), to = begin_result(step);
    const auto made = sum(first.get_desc(), second.get_desc(), to.get_desc(), attributes(behind(step, wide_)));
    bind(made, {{DNNL_ARG_SRC_0, first}, {DNNL_ARG_SRC_1, second}, {DNNL_ARG_DST, to}});
    end_result(step, to);
  }

  /// What has no primitive here runs as LibTorch's own operation, in float32.
  void add_plain(const Step& step) {
    const Call& call = net_.call(step.call);
    std::vector<int> inputs(net_.inputs(step.call).begin(), net_.inputs(step.call).end());
    auto plain = [this, step, call, inputs] {
      std::vector<::torch::Tensor> values;
      for (const int input : inputs) values.push_back(value(input).to(::torch::kFloat));
      ::torch::Tensor result = call.op == Op::concat ? ::torch::cat(values, 1) : source_.leaves[static_cast<std::size_t>(call.module)].forward(values.front(), false);
      if (step.activation == Activation::relu) result = result.relu();
      if (is_int8(step.value)) result = (result / scale(step.value)).round_().clamp_(is_positive(step.value) ? 0 : -128, is_positive(step.value) ? 255 : 127);
      view(step.value).copy_(result);
    };
    operations_.push_back({{}, {}, std::move(plain)});
  }

  const PlanSource& source_;
  Tables tables_;
  GraphView net_;
  Lowered lowered_;
  PackedWeights& weights_;
  memory::data_type wide_;
  std::int64_t batch_;
  std::vector<memory::data_type> types_;  // of each value, by its holder
  std::vector<float> scales_;             // what 1 of an int8 value is worth, by its holder; 1 of others
  std::vector<bool> multiplies_int8_;     // by step
  std::vector<std::size_t> offsets_;      // of each buffer, in bytes
  ::torch::Tensor buffers_;
  ::torch::Tensor beside_{};  // three values in the wide type
  std::size_t beside_size_ = 0;
  ::torch::Tensor scratchpad_;
  std::size_t scratchpad_size_ = 0;
  std::vector<std::pair<std::size_t, memory::desc>> scratchpads_;  // by operation
  std::vector<Operation> operations_;
  ::dnnl::stream stream_{processor()};
};

}  // namespace graft::detail::onednn

#endif
