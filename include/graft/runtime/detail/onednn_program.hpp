#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <unordered_map>
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
  Program(const PlanSource& source, PackedWeights& weights, memory::data_type type, std::int64_t batch, const Shape& input)
      : source_(source), tables_(tables_for(source, input)), net_(tables_), lowered_(lower(net_, source.first, source.last)), weights_(weights), type_(type), batch_(batch) {
    std::size_t size = 0;
    for (const std::int64_t elements : lowered_.buffers) {
      offsets_.push_back(size);
      size += aligned(static_cast<std::size_t>(elements * batch_) * memory::data_type_size(type_));
    }
    buffers_ = bytes(size);
    for (std::size_t i = 0; i < lowered_.steps.size(); ++i) add(lowered_.steps[i], i);
    scratchpad_ = bytes(scratchpad_size_);
    for (const auto& [index, description] : scratchpads_) operations_[index].arguments[DNNL_ARG_SCRATCHPAD] = memory(description, processor(), scratchpad_.data_ptr());
  }

  /// Runs examples (batch, ...) float32 of the input's shape, and writes the value of the last call to `result`,
  /// float32, which is (batch, ...) of the last call's shape and channels-last where that has four axes.
  void run(const ::torch::Tensor& examples, ::torch::Tensor result) {
    const ::torch::NoGradGuard no_grad;
    view(source_.first - 1).copy_(examples);
    for (Operation& operation : operations_) {
      if (operation.plain) operation.plain();
      else operation.primitive.execute(stream_, operation.arguments);
    }
    stream_.wait();
    result.copy_(value(source_.last - 1));
  }

  /// Shape of the last call's value for one picture.
  [[nodiscard]] Shape shape() const { return net_.call(source_.last - 1).shape; }

 private:
  struct Operation {
    ::dnnl::primitive primitive{};
    std::unordered_map<int, memory> arguments{};
    std::function<void()> plain{};  // instead of the primitive: by LibTorch
  };

  [[nodiscard]] static std::size_t aligned(std::size_t size) { return (size + 4095) / 4096 * 4096; }
  [[nodiscard]] static ::torch::Tensor bytes(std::size_t count) { return ::torch::empty({static_cast<std::int64_t>(std::max<std::size_t>(count, 64))}, ::torch::kByte); }

  template <class Kind>
  [[nodiscard]] const Kind* layer(const Step& step) const {
    const Call& call = net_.call(step.call);
    return call.op == Op::call_module ? std::get_if<Kind>(&net_.module(call.module).layer) : nullptr;
  }

  [[nodiscard]] int holder(int call) const {
    while (lowered_.holder[static_cast<std::size_t>(call)] != call) call = lowered_.holder[static_cast<std::size_t>(call)];
    return call;
  }

  [[nodiscard]] int buffer(int held) const {
    for (const Step& step : lowered_.steps)
      if (step.value == held) return step.buffer;
    return 0;
  }

  [[nodiscard]] void* address(int held) const { return static_cast<std::byte*>(buffers_.data_ptr()) + offsets_[static_cast<std::size_t>(buffer(held))]; }

  [[nodiscard]] memory::desc description(int held) const {
    const Shape shape = net_.call(held).shape;
    if (shape.rank() == 3) return {{batch_, shape[0], shape[1], shape[2]}, type_, memory::format_tag::nhwc};
    return {{batch_, shape.elements()}, type_, memory::format_tag::nc};
  }

  [[nodiscard]] memory at(int held) const { return {description(held), processor(), address(held)}; }

  /// The numbers of a holder, as a tensor over the same memory.
  [[nodiscard]] ::torch::Tensor view(int held) const {
    const Shape shape = net_.call(held).shape;
    const auto options = ::torch::TensorOptions().dtype(type_ == memory::data_type::bf16 ? ::torch::kBFloat16 : ::torch::kFloat);
    if (shape.rank() != 3) return ::torch::from_blob(address(held), {batch_, shape.elements()}, options);
    const std::int64_t c = shape[0], h = shape[1], w = shape[2];
    return ::torch::from_blob(address(held), {batch_, c, h, w}, {h * w * c, 1, w * c, c}, options);
  }

  /// The value of a call, which may be another look at what a holder has.
  [[nodiscard]] ::torch::Tensor value(int call) const {
    const ::torch::Tensor held = view(holder(call));
    return net_.call(call).shape.rank() == 1 && held.dim() == 4 ? held.flatten(1) : held;
  }

  template <class Description>
  Operation& bind(const Description& description, std::unordered_map<int, memory> arguments) {
    const memory::desc scratchpad = description.scratchpad_desc();
    if (scratchpad.get_size() > 0) {
      scratchpad_size_ = std::max(scratchpad_size_, scratchpad.get_size());
      scratchpads_.emplace_back(operations_.size(), scratchpad);
    }
    operations_.push_back({::dnnl::primitive(description.get()), std::move(arguments)});
    return operations_.back();
  }

  [[nodiscard]] static ::dnnl::post_ops behind(const Step& step) {
    ::dnnl::post_ops operations;
    if (step.sum >= 0) operations.append_sum(1);
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
    const int from = holder(net_.inputs(step.call).front());
    const memory::dims shape = conv.groups == 1 ? memory::dims{conv.out, conv.in, conv.kernel.height, conv.kernel.width}
                                                : memory::dims{conv.groups, conv.out / conv.groups, conv.in / conv.groups, conv.kernel.height, conv.kernel.width};
    const auto made = convolution(description(from), memory::desc(shape, type_, memory::format_tag::any), memory::desc({conv.out}, memory::data_type::f32, memory::format_tag::x),
                                  description(step.value), {conv.stride.height, conv.stride.width}, {conv.dilation.height - 1, conv.dilation.width - 1},
                                  {conv.padding.height, conv.padding.width}, attributes(behind(step)));
    const auto [weights, bias] = weights_.get(index, step, shape, made.weights_desc());
    bind(made, {{DNNL_ARG_SRC, at(from)}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, at(step.value)}});
  }

  void add_linear(const Step& step, std::size_t index) {
    const int from = holder(net_.inputs(step.call).front());
    const memory::desc source = description(from);
    memory::dims shape = source_dims(from);
    shape.front() = net_.call(step.call).shape.elements();
    const auto made = inner_product(source, memory::desc(shape, type_, memory::format_tag::any), memory::desc({shape.front()}, memory::data_type::f32, memory::format_tag::x),
                                    description(step.value), attributes(behind(step)));
    const auto [weights, bias] = weights_.get(index, step, shape, made.weights_desc());
    bind(made, {{DNNL_ARG_SRC, at(from)}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, at(step.value)}});
  }

  [[nodiscard]] memory::dims source_dims(int held) const {
    const Shape shape = net_.call(held).shape;
    if (shape.rank() == 3) return {batch_, shape[0], shape[1], shape[2]};
    return {batch_, shape.elements()};
  }

  void add_pool(const Step& step, ::dnnl::algorithm algorithm, const Size2& stride, const Size2& kernel, const Size2& padding) {
    const int from = holder(net_.inputs(step.call).front());
    const Shape in = net_.call(from).shape, out = net_.call(step.value).shape;
    const auto left = [](std::int64_t wanted, std::int64_t window, std::int64_t by, std::int64_t had, std::int64_t before) { return (wanted - 1) * by + window - had - before; };
    const memory::dims padding_behind{left(out[1], kernel.height, stride.height, in[1], padding.height), left(out[2], kernel.width, stride.width, in[2], padding.width)};
    const auto made = pooling(algorithm, description(from), description(step.value), {stride.height, stride.width}, {kernel.height, kernel.width},
                              {padding.height, padding.width}, padding_behind, attributes());
    bind(made, {{DNNL_ARG_SRC, at(from)}, {DNNL_ARG_DST, at(step.value)}});
  }

  void add_max_pool(const Step& step, const MaxPool2d& pool) { add_pool(step, ::dnnl::algorithm::pooling_max, pool.step(), pool.kernel, pool.padding); }

  /// Where all windows are of one size.
  [[nodiscard]] bool add_average_pool(const Step& step, const AdaptiveAvgPool2d&) {
    const Shape in = net_.call(holder(net_.inputs(step.call).front())).shape, out = net_.call(step.value).shape;
    if (in[1] % out[1] != 0 || in[2] % out[2] != 0) return false;
    const Size2 window{static_cast<int>(in[1] / out[1]), static_cast<int>(in[2] / out[2])};
    add_pool(step, average, window, window, 0);
    return true;
  }

  void add_sum(const Step& step) {
    const int first = holder(net_.inputs(step.call)[0]), second = holder(net_.inputs(step.call)[1]);
    const auto made = sum(description(first), description(second), description(step.value), attributes(behind(step)));
    bind(made, {{DNNL_ARG_SRC_0, at(first)}, {DNNL_ARG_SRC_1, at(second)}, {DNNL_ARG_DST, at(step.value)}});
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
      view(step.value).copy_(result);
    };
    operations_.push_back({{}, {}, std::move(plain)});
  }

  const PlanSource& source_;
  Tables tables_;
  GraphView net_;
  Lowered lowered_;
  PackedWeights& weights_;
  memory::data_type type_;
  std::int64_t batch_;
  std::vector<std::size_t> offsets_;  // of each buffer, in bytes
  ::torch::Tensor buffers_;
  ::torch::Tensor scratchpad_;
  std::size_t scratchpad_size_ = 0;
  std::vector<std::pair<std::size_t, memory::desc>> scratchpads_;  // by operation
  std::vector<Operation> operations_;
  ::dnnl::stream stream_{processor()};
};

}  // namespace graft::detail::onednn

#endif
