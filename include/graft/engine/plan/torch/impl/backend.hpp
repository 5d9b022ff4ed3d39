#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <graft/engine/plan/detail/fold_step.hpp>
#include <graft/engine/plan/detail/folded.hpp>
#include <graft/engine/plan/detail/make_plan_backend.hpp>
#include <graft/engine/plan/torch/detail/cudnn_convolutions.hpp>
#include <graft/engine/plan/torch/detail/fused_convolutions.hpp>
#include <graft/platform/whole_chunks.hpp>

namespace graft::detail {

std::string torch_name() { return "torch " TORCH_VERSION; }

/// LibTorch's own operations on folded weights, in chunks. On a processor where LibTorch has oneDNN, LibTorch 2 sums and
/// applies ReLU in the convolutions' pass over channels-last values; in 1.13 values between convolutions keep the layout that
/// oneDNN chose
/// (`mkldnn` tensors). On CUDA cuDNN does both over channels-last values.
class TorchBackend final : public PlanBackend {
 public:
  TorchBackend(PlanSource source, ComputeType type, std::int64_t chunk, ::torch::Device device)
      : source_(std::move(source)),
        type_(type),
        chunk_(chunk),
        device_(device),
        fused_(has_onednn(device) ? FusedConvolutions::find() : std::nullopt),
        opaque_(has_onednn(device) && !fused_),
        cudnn_(CudnnConvolutions::are_there(device, number_type())),
        lowered_(lower(source_.tables, source_.first, source_.last)) {
    for (const LoweredStep& step : lowered_.steps)
      weights_.push_back(has_weights(source_, step) ? packed(step) : FoldedWeights{});
    for (std::size_t i = 0; i < lowered_.steps.size(); ++i) {
      const GraphView net = source_.tables;
      for (const int input : net.inputs(lowered_.steps[i].call)) last_use_[lowered_.held_by(input)] = i;
      if (lowered_.steps[i].sum >= 0) last_use_[lowered_.steps[i].sum] = i;
    }
  }

  ::torch::Tensor run(const ::torch::Tensor& examples) override {
    const std::int64_t count = examples.size(0);
    require_size(examples);
    if (!device_.is_cpu() || count <= chunk_) return run_chunk(examples);
    std::vector<::torch::Tensor> parts(static_cast<std::size_t>((count + chunk_ - 1) / chunk_));
    const auto run_part = [&](std::int64_t begin) {
      parts[static_cast<std::size_t>(begin / chunk_)] = run_chunk(examples.narrow(0, begin, std::min(chunk_, count - begin)));
    };
    for (std::int64_t done = run_whole_chunks(count, chunk_, run_part); done < count; done += chunk_) run_part(done);
    return ::torch::cat(parts);
  }

  std::string name() const override { return torch_name(); }
  ComputeType type() const override { return type_; }

 private:
  /// Errors: ShapeError where a layer cannot take what it gets of images of this size. Sizes that fit are looked at once.
  void require_size(const ::torch::Tensor& examples) {
    if (examples.dim() != 4 || GraphView(source_.tables).has_foreign()) return;
    const std::int64_t size = (examples.size(2) << 32) + examples.size(3);
    if (size == fits_) return;
    (void)result_shape(source_, {examples.size(1), examples.size(2), examples.size(3)});
    fits_ = size;
  }

  [[nodiscard]] static bool has_onednn(const ::torch::Device& device) {
    return device.is_cpu() && at::hasMKLDNN() && at::globalContext().userEnabledMkldnn();
  }
  [[nodiscard]] ::torch::ScalarType number_type() const {
    return type_ == ComputeType::bf16 ? ::torch::kBFloat16 : ::torch::kFloat;
  }

  /// A step's weights as the operations take them; of `mkldnn` convolutions the bias stays float32, for accuracy.
  [[nodiscard]] FoldedWeights packed(const LoweredStep& step) const {
    FoldedWeights folded = fold_step(source_, step);
    if (step.norm < 0)
      folded = {folded.weight.clone(), folded.bias.clone()};  // else they are the network's own, which may learn
    ::torch::Tensor weight = folded.weight.to(number_type());
    if (weight.dim() != 4) return {weight, folded.bias.to(number_type())};
    if (!opaque_ && !fused_) return {weight.contiguous(::torch::MemoryFormat::ChannelsLast), folded.bias.to(number_type())};
    const GraphView net = source_.tables;
    const Conv2d& conv = *convolution(step);
    if (fused_) {
      const Shape& input = net.call(net.inputs(step.call).front()).shape;
      return {fused_->pack(weight, conv, {chunk_, input[0], input[1], input[2]}), folded.bias.to(number_type())};
    }
    return {at::mkldnn_reorder_conv2d_weight(weight.to_mkldnn(), both(conv.padding), both(conv.stride), both(conv.dilation),
                                             conv.groups),
            folded.bias.to_mkldnn()};
  }

  /// The convolution that a step is, if it is one.
  [[nodiscard]] const Conv2d* convolution(const LoweredStep& step) const {
    const GraphView net = source_.tables;
    const Call& call = net.call(step.call);
    return call.op == Op::call_module ? std::get_if<Conv2d>(&net.module(call.module).layer) : nullptr;
  }

  [[nodiscard]] static std::array<std::int64_t, 2> both(const Size2& size) { return {size.height, size.width}; }
  [[nodiscard]] static ::torch::Tensor dense(const ::torch::Tensor& value) {
    return value.is_mkldnn() ? value.to_dense() : value;
  }
  [[nodiscard]] static ::torch::Tensor opaque(const ::torch::Tensor& value) {
    return value.is_mkldnn() ? value : value.to_mkldnn();
  }

  /// What a layer gives for an `mkldnn` tensor, or nothing where LibTorch has no such operation. They are called by their own
  /// names: later LibTorchs do not find them by way of `max_pool2d`.
  [[nodiscard]] static ::torch::Tensor compute_opaque(const Layer& layer, const ::torch::Tensor& input) {
    if (const auto* pool = std::get_if<MaxPool2d>(&layer); pool != nullptr && pool->dilation == Size2(1))
      return at::mkldnn_max_pool2d(input, both(pool->kernel), both(pool->step()), both(pool->padding), both(pool->dilation),
                                   pool->ceil_mode);
    if (const auto* pool = std::get_if<AdaptiveAvgPool2d>(&layer); pool != nullptr && pool->size == Size2(1))
      return at::mkldnn_adaptive_avg_pool2d(input, both(pool->size));
    if (std::holds_alternative<ReLU>(layer)) return ::torch::relu(input);
    return {};
  }

  [[nodiscard]] ::torch::Tensor run_chunk(const ::torch::Tensor& examples) const {
    const ::torch::NoGradGuard no_grad;
    const GraphView net = source_.tables;
    std::map<int, ::torch::Tensor> values;  // by holder
    values[source_.first - 1] = examples.to(device_, number_type());
    if (examples.dim() == 4 && !opaque_)
      values[source_.first - 1] = values[source_.first - 1].contiguous(::torch::MemoryFormat::ChannelsLast);
    const auto value = [&](int call) {
      const ::torch::Tensor& held = values.at(lowered_.held_by(call));
      return net.call(call).shape.rank() == 1 && held.dim() == 4 ? dense(held).flatten(1) : held;
    };
    for (std::size_t i = 0; i < lowered_.steps.size(); ++i) {
      const LoweredStep& step = lowered_.steps[i];
      ::torch::Tensor result;
      if (const Conv2d* conv = fused_ ? convolution(step) : nullptr) {
        const ::torch::Tensor input = value(net.inputs(step.call).front());
        const auto& [weight, bias] = weights_[i];
        result = step.sum < 0 ? (*fused_)(input, weight, bias, *conv, step.activation)
                              : fused_->add_to(values.at(step.sum), input, weight, bias, *conv, step.activation);
      } else if (::torch::Tensor at_once = fused_on_cuda(step, weights_[i], net, value, values); at_once.defined()) {
        result = std::move(at_once);
      } else {
        result = compute(step, weights_[i], net, value);
        if (step.sum >= 0) result.add_(result.is_mkldnn() ? opaque(values.at(step.sum)) : dense(values.at(step.sum)));
        if (step.activation == Activation::relu) result.relu_();
      }
      if (step.sum >= 0) values.erase(step.sum);
      for (const int input : net.inputs(step.call))
        if (last_use_.at(lowered_.held_by(input)) == i && lowered_.held_by(input) != lowered_.result)
          values.erase(lowered_.held_by(input));
      values[step.value] = std::move(result);
    }
    return dense(value(source_.last - 1)).to(::torch::kFloat);
  }

  /// A convolution, what is added and ReLU in one pass of cuDNN's, or nothing where it has none.
  template <class Value>
  [[nodiscard]] ::torch::Tensor fused_on_cuda(const LoweredStep& step, const FoldedWeights& weights, const GraphView net,
                                              const Value& value, const std::map<int, ::torch::Tensor>& values) const {
    const Conv2d* conv = cudnn_ && step.activation == Activation::relu ? convolution(step) : nullptr;
    if (conv == nullptr || !CudnnConvolutions::suit(*conv)) return {};
    const ::torch::Tensor input = value(net.inputs(step.call).front());
    try {
      return step.sum < 0 ? CudnnConvolutions::relu(input, weights.weight, weights.bias, *conv)
                          : CudnnConvolutions::add_relu(values.at(step.sum), input, weights.weight, weights.bias, *conv);
    } catch (const ::c10::OutOfMemoryError&) {
      throw;
    } catch (const ::c10::Error&) {  // some graphics cards and shapes have no such pass
      cudnn_ = false;
      return {};
    }
  }

  /// What a step gives before the sum and the activation: a tensor of its own.
  template <class Value>
  [[nodiscard]] ::torch::Tensor compute(const LoweredStep& step, const FoldedWeights& weights, const GraphView& net,
                                        const Value& value) const {
    const Call& call = net.call(step.call);
    const auto inputs = net.inputs(step.call);
    if (call.op == Op::add) return dense(value(inputs[0])) + dense(value(inputs[1]));
    if (call.op == Op::concat) {
      std::vector<::torch::Tensor> parts;
      for (const int input : inputs) parts.push_back(dense(value(input)));
      return ::torch::cat(parts, 1);
    }
    const Layer& layer = net.module(call.module).layer;
    const ::torch::Tensor input = value(inputs[0]);
    if (const Conv2d* conv = convolution(step)) {
      if (opaque_)
        return at::mkldnn_convolution(opaque(input), weights.weight, weights.bias, both(conv->padding), both(conv->stride),
                                      both(conv->dilation), conv->groups);
      return ::torch::conv2d(input, weights.weight, weights.bias, both(conv->stride), both(conv->padding), both(conv->dilation),
                             conv->groups);
    }
    if (std::holds_alternative<Linear>(layer))
      return ::torch::nn::functional::linear(dense(input), weights.weight, weights.bias);
    const Leaf& leaf = source_.leaves[static_cast<std::size_t>(call.module)];
    if (input.is_mkldnn()) {
      ::torch::Tensor result = compute_opaque(layer, input);
      if (result.defined()) return result;
    }
    const bool in_its_type = parameters(layer) == 0 && !std::holds_alternative<Foreign>(layer);
    const ::torch::Tensor given = dense(input);
    const ::torch::Tensor result =
        in_its_type ? leaf.forward(given, false) : leaf.forward(given.to(::torch::kFloat), false).to(number_type());
    return result.is_alias_of(given) ? result.clone() : result;  // a user's module may give back what it got
  }

  PlanSource source_;
  ComputeType type_;
  std::int64_t chunk_;
  ::torch::Device device_;
  std::optional<FusedConvolutions> fused_;
  bool opaque_;                         // whether values are `mkldnn` tensors
  mutable std::atomic<bool> cudnn_;     // whether convolutions may add and apply ReLU in one pass on CUDA
  std::atomic<std::int64_t> fits_ = 0;  // the height and width that were looked at last
  Lowered lowered_;
  std::vector<FoldedWeights> weights_;   // one a step; empty where it has none
  std::map<int, std::size_t> last_use_;  // step that needs a holder's value last
};

std::unique_ptr<PlanBackend> make_torch_backend(PlanSource source, ComputeType type, std::int64_t chunk,
                                                ::torch::Device device) {
  return std::make_unique<TorchBackend>(std::move(source), type, chunk, device);
}

}  // namespace graft::detail
