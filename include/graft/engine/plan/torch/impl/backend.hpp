#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <graft/engine/eager/execute.hpp>
#include <graft/engine/eager/make_leaf.hpp>
#include <graft/engine/eager/matrix_product.hpp>
#include <graft/engine/eager/of_size.hpp>
#include <graft/engine/plan/detail/fold_step.hpp>
#include <graft/engine/plan/detail/folded.hpp>
#include <graft/engine/plan/detail/make_plan_backend.hpp>
#include <graft/engine/plan/torch/detail/cudnn_convolutions.hpp>
#include <graft/engine/plan/torch/detail/fused_convolutions.hpp>
#include <graft/platform/whole_chunks.hpp>

namespace graft::detail {

std::string torch_name() { return "torch " TORCH_VERSION; }

/// The backend of LibTorch's operations on folded weights, in chunks.
///
/// On a CPU where LibTorch has oneDNN, LibTorch 2 fuses sums and ReLU into the convolutions, on channels-last values; in 1.13,
/// values between convolutions stay in the layout that oneDNN chose (opaque `mkldnn` tensors). On CUDA, cuDNN fuses both.
class TorchBackend final : public PlanBackend {
 public:
  TorchBackend(PlanSource source, ComputeType type, std::int64_t chunk)
      : source_(std::move(source)),
        type_(type),
        chunk_(chunk),
        device_(source_.device),
        fused_(has_onednn(device_) ? FusedConvolutions::find() : std::nullopt),
        opaque_(has_onednn(device_) && !fused_),
        cudnn_(CudnnConvolutions::is_available(device_, scalar_type())),
        reads_sizes_(reads_sizes(source_)),
        lowered_(lower(source_.tables, source_.first, source_.last)) {
    for (const LoweredStep& step : lowered_.steps)
      weights_.push_back(has_weights(source_, step) ? packed(step) : FoldedWeights{});
  }

  ::torch::Tensor run(const ::torch::Tensor& examples, const Shape& images) override {
    const std::int64_t count = examples.size(0);
    require_size(examples, images);
    const Tables inferred = reads_sizes_ ? tables_for(source_, shape_of(examples), images) : Tables{};
    if (!device_.is_cpu() || count <= chunk_) return run_chunk(examples, inferred);
    std::vector<::torch::Tensor> parts(static_cast<std::size_t>((count + chunk_ - 1) / chunk_));
    const auto run_part = [&](std::int64_t begin) {
      const ::torch::Tensor part = examples.narrow(0, begin, std::min(chunk_, count - begin));
      parts[static_cast<std::size_t>(begin / chunk_)] = run_chunk(part, inferred);
    };
    for (std::int64_t done = run_whole_chunks(count, chunk_, run_part); done < count; done += chunk_) run_part(done);
    return ::torch::cat(parts);
  }

  std::string name() const override { return torch_name(); }
  ComputeType type() const override { return type_; }

 private:
  /// Checks that the network takes images of this size; the size that was checked last is remembered.
  /// Errors: ShapeError where it does not fit a layer.
  void require_size(const ::torch::Tensor& examples, const Shape& images) {
    if (reads_sizes_ || examples.dim() != 4 || GraphView(source_.tables).has_foreign()) return;
    const std::int64_t size = (examples.size(2) << 32) + examples.size(3);
    if (size == checked_size_) return;
    (void)result_shape(source_, shape_of(examples), images);
    checked_size_ = size;
  }

  [[nodiscard]] static bool reads_sizes(const PlanSource& source) {
    const GraphView net = source.tables;
    for (CallId row{source.first}; row < source.last; ++row)
      for (std::size_t i = 0; i < net.inputs(row).size(); ++i)
        if (net.reads_size_alone(row, i)) return true;
    return false;
  }
  [[nodiscard]] static bool has_onednn(const ::torch::Device& device) {
    return device.is_cpu() && at::hasMKLDNN() && at::globalContext().userEnabledMkldnn();
  }
  [[nodiscard]] ::torch::ScalarType scalar_type() const {
    return type_ == ComputeType::bf16 ? ::torch::kBFloat16 : ::torch::kFloat;
  }

  /// The weights of a step, packed for its operation; the bias of opaque convolutions stays float32, for accuracy.
  [[nodiscard]] FoldedWeights packed(const LoweredStep& step) const {
    FoldedWeights folded = fold_step(source_, step);
    if (!step.norm.exists() && !step.scale.exists())
      folded = {folded.weight.clone(), folded.bias.clone()};  // else they are the network's own, which may train
    ::torch::Tensor weight = folded.weight.to(scalar_type());
    if (weight.dim() != 4) return {weight, folded.bias.to(scalar_type())};
    if (!opaque_ && !fused_) return {weight.contiguous(::torch::MemoryFormat::ChannelsLast), folded.bias.to(scalar_type())};
    const GraphView net = source_.tables;
    const Conv2d& conv = *convolution(step);
    if (fused_) {
      const Shape& input = net.call(net.inputs(step.call).front()).shape;
      return {fused_->pack(weight, conv, {chunk_, input[0], input[1], input[2]}), folded.bias.to(scalar_type())};
    }
    return {at::mkldnn_reorder_conv2d_weight(weight.to_mkldnn(), both(conv.padding), both(conv.stride), both(conv.dilation),
                                             conv.groups),
            folded.bias.to_mkldnn()};
  }

  /// The convolution of a step, or null.
  [[nodiscard]] const Conv2d* convolution(const LoweredStep& step) const {
    const GraphView net = source_.tables;
    return net.calls_module(step.call) ? net.applied<Conv2d>(step.call) : nullptr;
  }

  [[nodiscard]] bool applies_relu(const LoweredStep& step) const {
    return step.activation.exists() && GraphView(source_.tables).applies<ReLU>(step.activation);
  }

  /// Applies the activation of a step, if it has one, to its result, which nothing else refers to.
  void activate(const LoweredStep& step, ::torch::Tensor& result) const {
    if (!step.activation.exists()) return;
    if (applies_relu(step))
      result.relu_();
    else
      result = execute(source_.tables, step.activation, source_.leaves, std::array{dense(result)}, true);
  }

  [[nodiscard]] static std::array<std::int64_t, 2> both(const Size2& size) { return {size.height, size.width}; }
  [[nodiscard]] static ::torch::Tensor dense(const ::torch::Tensor& value) {
    return value.is_mkldnn() ? value.to_dense() : value;
  }
  [[nodiscard]] static ::torch::Tensor opaque(const ::torch::Tensor& value) {
    return value.is_mkldnn() ? value : value.to_mkldnn();
  }

  /// The output of a layer for an opaque input, or an undefined tensor where LibTorch has no operation for it. They are called
  /// by their own names, since later LibTorch versions do not dispatch `max_pool2d` to them.
  [[nodiscard]] static ::torch::Tensor compute_opaque(const Layer& layer, const ::torch::Tensor& input) {
    if (const auto* pool = get_if<MaxPool2d>(&layer); pool != nullptr && pool->dilation == Size2(1))
      return at::mkldnn_max_pool2d(input, both(pool->kernel), both(pool->step()), both(pool->padding), both(pool->dilation),
                                   pool->ceil_mode);
    if (const auto* pool = get_if<AdaptiveAvgPool2d>(&layer); pool != nullptr && pool->size == Size2(1))
      return at::mkldnn_adaptive_avg_pool2d(input, both(pool->size));
    if (is_a<ReLU>(layer)) return ::torch::relu(input);
    return {};
  }

  /// `inferred` has the shapes of all values for these examples, where a step reads the size of one alone.
  [[nodiscard]] ::torch::Tensor run_chunk(const ::torch::Tensor& examples, const Tables& inferred) const {
    const ::torch::NoGradGuard no_grad;
    const GraphView net = source_.tables;
    std::map<CallId, ::torch::Tensor> values;  // by storage
    const CallId before{source_.first - 1};
    values[before] = examples.to(device_, scalar_type());
    if (examples.dim() == 4 && !opaque_) values[before] = values[before].contiguous(::torch::MemoryFormat::ChannelsLast);
    const std::function<::torch::Tensor(CallId)> value = [&](CallId call) {
      if (lowered_.alias[call.index()] == call || !net.only_renames(call)) return values.at(lowered_.storage(call));
      const CallId input = net.inputs(call).front();
      const ::torch::Tensor given = value(input);
      if (net.call(input).shape == net.call(call).shape) return given;
      return execute(net, call, source_.leaves, std::array{dense(given)});
    };
    for (std::size_t i = 0; i < lowered_.steps.size(); ++i) {
      const LoweredStep& step = lowered_.steps[i];
      ::torch::Tensor result;
      if (const Conv2d* conv = fused_ ? convolution(step) : nullptr) {
        const ::torch::Tensor input = value(net.inputs(step.call).front());
        const auto& [weight, bias] = weights_[i];
        const bool relu = applies_relu(step);
        result = step.sum.exists() ? fused_->add_to(values.at(step.sum), input, weight, bias, *conv, relu)
                                   : (*fused_)(input, weight, bias, *conv, relu);
        if (!relu) activate(step, result);
      } else if (::torch::Tensor fused = fused_on_cuda(step, weights_[i], net, value, values); fused.defined()) {
        result = std::move(fused);
      } else {
        result = compute(step, weights_[i], net, value, examples.size(0), inferred);
        if (step.scale.exists() && !has_weights(source_, step)) result.mul_(scale_of(source_, step));
        if (step.sum.exists()) result.add_(result.is_mkldnn() ? opaque(values.at(step.sum)) : dense(values.at(step.sum)));
        activate(step, result);
      }
      if (step.sum.exists()) values.erase(step.sum);
      for (const CallId input : net.inputs(step.call))
        if (const CallId storage = lowered_.storage(input); lowered_.last_step[storage.index()] == static_cast<int>(i))
          values.erase(storage);
      values[step.value] = std::move(result);
    }
    return dense(value({source_.last - 1})).to(::torch::kFloat);
  }

  /// The output of a step as one fused convolution of cuDNN, or an undefined tensor where there is none for it.
  template <class Value>
  [[nodiscard]] ::torch::Tensor fused_on_cuda(const LoweredStep& step, const FoldedWeights& weights, const GraphView net,
                                              const Value& value, const std::map<CallId, ::torch::Tensor>& values) const {
    const Conv2d* conv = cudnn_ && applies_relu(step) ? convolution(step) : nullptr;
    if (conv == nullptr || !CudnnConvolutions::suits(*conv)) return {};
    const ::torch::Tensor input = value(net.inputs(step.call).front());
    try {
      return step.sum.exists() ? CudnnConvolutions::add_relu(values.at(step.sum), input, weights.weight, weights.bias, *conv)
                               : CudnnConvolutions::relu(input, weights.weight, weights.bias, *conv);
    } catch (const ::c10::OutOfMemoryError&) {
      throw;
    } catch (const ::c10::Error&) {  // some GPUs and shapes have no fused pass
      cudnn_ = false;
      return {};
    }
  }

  /// The output of a step before its sum and its activation, in a tensor that nothing else refers to.
  template <class Value>
  [[nodiscard]] ::torch::Tensor compute(const LoweredStep& step, const FoldedWeights& weights, const GraphView& net,
                                        const Value& value, std::int64_t count, const Tables& inferred) const {
    const auto inputs = net.inputs(step.call);
    const Layer* layer = net.layer_of(step.call);
    if (const Conv2d* conv = convolution(step)) {
      const ::torch::Tensor input = value(inputs[0]);
      if (opaque_)
        return at::mkldnn_convolution(opaque(input), weights.weight, weights.bias, both(conv->padding), both(conv->stride),
                                      both(conv->dilation), conv->groups);
      return ::torch::conv2d(input, weights.weight, weights.bias, both(conv->stride), both(conv->padding), both(conv->dilation),
                             conv->groups);
    }
    if (has_weights(source_, step)) return linear(dense(value(inputs[0])), weights.weight, weights.bias);
    if (layer != nullptr && value(inputs[0]).is_mkldnn()) {
      ::torch::Tensor result = compute_opaque(*layer, value(inputs[0]));
      if (result.defined()) return result;
    }
    // The state of modules is float32.
    const bool in_its_type = layer == nullptr || !(has_state(*layer) || has_children(*layer) || is_a<Foreign>(*layer));
    std::vector<::torch::Tensor> given;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (net.reads_size_alone(step.call, i))
        given.push_back(of_size(count, inferred.calls[inputs[i].index()].shape, given.front().options()));
      else
        given.push_back(in_its_type ? dense(value(inputs[i])) : dense(value(inputs[i])).to(::torch::kFloat));
    }
    ::torch::Tensor result = execute(net, step.call, source_.leaves, given).to(scalar_type());
    if (inputs.empty()) {  // a parameter, expanded to the batch
      std::vector<std::int64_t> expanded = result.sizes().vec();
      expanded.front() = count;
      return result.expand(expanded).clone();
    }
    const bool may_alias =
        std::any_of(given.begin(), given.end(), [&](const ::torch::Tensor& input) { return result.is_alias_of(input); });
    return may_alias ? result.clone() : result;  // a foreign module may return its input
  }

  PlanSource source_;
  ComputeType type_;
  std::int64_t chunk_;
  ::torch::Device device_;
  std::optional<FusedConvolutions> fused_;
  bool opaque_;                                 // whether values are `mkldnn` tensors
  mutable std::atomic<bool> cudnn_;             // whether to try cuDNN's fused convolutions
  bool reads_sizes_;                            // whether a step reads the size of a value alone
  std::atomic<std::int64_t> checked_size_ = 0;  // height and width checked last
  Lowered lowered_;
  std::vector<FoldedWeights> weights_;  // one a step; undefined where it has none
};

std::unique_ptr<PlanBackend> make_torch_backend(PlanSource source, ComputeType type, std::int64_t chunk) {
  return std::make_unique<TorchBackend>(std::move(source), type, chunk);
}

}  // namespace graft::detail
