#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <graft/runtime/detail/folded.hpp>
#include <graft/runtime/detail/fold_step.hpp>
#include <graft/runtime/detail/make_plan_backend.hpp>

namespace graft::detail {

std::string torch_name() { return "torch " TORCH_VERSION; }

/// LibTorch's own operations on folded weights, channels-last, in chunks.
class TorchBackend final : public PlanBackend {
 public:
  TorchBackend(PlanSource source, ComputeType type, std::int64_t chunk, ::torch::Device device)
      : source_(std::move(source)), type_(type), chunk_(chunk), device_(device), lowered_(lower(source_.tables, source_.first, source_.last)) {
    for (const Step& step : lowered_.steps) {
      weights_.emplace_back();
      if (!has_weights(source_, step)) continue;
      FoldedWeights folded = fold_step(source_, step);
      weights_.back() = {folded.weight.to(number_type()), folded.bias.to(number_type())};
      if (folded.weight.dim() == 4) weights_.back().weight = weights_.back().weight.contiguous(::torch::MemoryFormat::ChannelsLast);
    }
    for (std::size_t i = 0; i < lowered_.steps.size(); ++i) {
      const GraphView net = source_.tables;
      for (const int input : net.inputs(lowered_.steps[i].call)) last_use_[lowered_.held_by(input)] = i;
      if (lowered_.steps[i].sum >= 0) last_use_[lowered_.steps[i].sum] = i;
    }
  }

  ::torch::Tensor run(const ::torch::Tensor& examples) override {
    const ::torch::NoGradGuard no_grad;
    if (!device_.is_cpu() || examples.size(0) <= chunk_) return run_chunk(examples);
    std::vector<::torch::Tensor> parts;
    for (const ::torch::Tensor& part : examples.split(chunk_)) parts.push_back(run_chunk(part));
    return ::torch::cat(parts);
  }

  std::string name() const override { return torch_name(); }
  ComputeType type() const override { return type_; }

 private:
  [[nodiscard]] ::torch::ScalarType number_type() const { return type_ == ComputeType::bf16 ? ::torch::kBFloat16 : ::torch::kFloat; }

  [[nodiscard]] ::torch::Tensor run_chunk(const ::torch::Tensor& examples) const {
    const GraphView net = source_.tables;
    std::map<int, ::torch::Tensor> values;  // by holder
    values[source_.first - 1] = examples.to(device_, number_type());
    if (examples.dim() == 4) values[source_.first - 1] = values[source_.first - 1].contiguous(::torch::MemoryFormat::ChannelsLast);
    const auto value = [&](int call) {
      const ::torch::Tensor& held = values.at(lowered_.held_by(call));
      return net.call(call).shape.rank() == 1 && held.dim() == 4 ? held.flatten(1) : held;
    };
    for (std::size_t i = 0; i < lowered_.steps.size(); ++i) {
      const Step& step = lowered_.steps[i];
      ::torch::Tensor result = compute(step, weights_[i], net, value);
      if (step.sum >= 0) {
        result.add_(values.at(step.sum));
        values.erase(step.sum);
      }
      if (step.activation == Activation::relu) result.relu_();
      for (const int input : net.inputs(step.call))
        if (last_use_.at(lowered_.held_by(input)) == i && lowered_.held_by(input) != lowered_.result) values.erase(lowered_.held_by(input));
      values[step.value] = std::move(result);
    }
    return value(source_.last - 1).to(::torch::kFloat);
  }

  /// What a step gives before the sum and the activation: a tensor of its own.
  template <class Value>
  [[nodiscard]] ::torch::Tensor compute(const Step& step, const FoldedWeights& weights, const GraphView& net, const Value& value) const {
    const Call& call = net.call(step.call);
    const auto inputs = net.inputs(step.call);
    if (call.op == Op::add) return value(inputs[0]) + value(inputs[1]);
    if (call.op == Op::concat) {
      std::vector<::torch::Tensor> parts;
      for (const int input : inputs) parts.push_back(value(input));
      return ::torch::cat(parts, 1);
    }
    const Layer& layer = net.module(call.module).layer;
    if (const auto* conv = std::get_if<Conv2d>(&layer))
      return ::torch::conv2d(value(inputs[0]), weights.weight, weights.bias, {conv->stride.height, conv->stride.width}, {conv->padding.height, conv->padding.width},
                             {conv->dilation.height, conv->dilation.width}, conv->groups);
    if (std::holds_alternative<Linear>(layer)) return ::torch::nn::functional::linear(value(inputs[0]), weights.weight, weights.bias);
    const Leaf& leaf = source_.leaves[static_cast<std::size_t>(call.module)];
    if (parameters(layer) == 0 && !std::holds_alternative<Foreign>(layer)) return leaf.forward(value(inputs[0]), false);
    return leaf.forward(value(inputs[0]).to(::torch::kFloat), false).to(number_type());
  }

  PlanSource source_;
  ComputeType type_;
  std::int64_t chunk_;
  ::torch::Device device_;
  Lowered lowered_;
  std::vector<FoldedWeights> weights_;  // one a step; empty where it has none
  std::map<int, std::size_t> last_use_;  // step that needs a holder's value last
};

std::unique_ptr<PlanBackend> make_torch_backend(PlanSource source, ComputeType type, std::int64_t chunk, ::torch::Device device) {
  return std::make_unique<TorchBackend>(std::move(source), type, chunk, device);
}

}  // namespace graft::detail
