#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <graft/engine/eager/execute.hpp>
#include <graft/engine/eager/matrix_product.hpp>
#include <graft/engine/eager/of_size.hpp>
#include <graft/engine/plan/onednn/detail/attention.hpp>
#include <graft/engine/plan/onednn/detail/convolutions.hpp>
#include <graft/engine/plan/onednn/detail/copies.hpp>
#include <graft/engine/plan/onednn/detail/int8_choice.hpp>
#include <graft/engine/plan/onednn/detail/operations.hpp>
#include <graft/engine/plan/onednn/detail/pointwise.hpp>
#include <graft/engine/plan/onednn/detail/pool.hpp>
#include <graft/engine/plan/onednn/detail/rows.hpp>
#include <graft/engine/plan/onednn/detail/step_context.hpp>
#include <graft/engine/plan/onednn/detail/values.hpp>
#include <graft/engine/plan/onednn/detail/weights.hpp>
#include <graft/engine/plan/onednn/detail/workspaces.hpp>
#include <graft/engine/plan/plan_source.hpp>
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
          std::int64_t batch, const Shape& input, const Shape& images)
      : source_(source),
        tables_(tables_for(source, input, images)),
        net_(tables_),
        weights_(weights),
        fallback_(fallback),
        batch_(batch),
        operations_(workspaces) {
    // The terms of a concatenation in int8 would have to have one scale.
    const Sharing sharing = source.largest.empty() ? Sharing::all : Sharing::views;
    if (fallback != memory::data_type::f32 || !source.largest.empty() || !lie_in_blocks()) lay_out(sharing);
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
    values_->write({source_.first - 1}, examples);
    operations_.run(observer ? Operations::Observer([&](CallId call) { observer(call, values_->value(call)); })
                             : Operations::Observer());
    result.copy_(values_->value({source_.last - 1}));
  }

  /// The calls that run as LibTorch's operations, since oneDNN has none for them.
  [[nodiscard]] const std::vector<CallId>& eager() const { return eager_; }

  /// The shape of the last call's value for one image.
  [[nodiscard]] Shape shape() const { return net_.call({source_.last - 1}).shape; }

 private:
  void lay_out(Sharing sharing) {
    lowered_ = lower(net_, source_.first, source_.last, Sums::in_pass, sharing);
    int8_.emplace(net_, lowered_, source_.first, source_.largest);
    std::int64_t scratch = 0;
    for (const LoweredStep& step : lowered_.steps) scratch = std::max(scratch, attention_scratch(net_, step));
    values_.emplace(net_, source_.leaves, lowered_, *int8_, fallback_, batch_, scratch);
    context_.emplace(StepContext{source_, net_, lowered_, *int8_, *values_, weights_, operations_, fallback_, batch_});
  }

  /// Lays the values out in blocks where that is faster; false where it is not.
  [[nodiscard]] bool lie_in_blocks() {
    lay_out(Sharing::renamed);
    values_->lay_out_in_blocks(true);
    return Convolutions(*context_).gain_from_blocks();
  }

  /// Adds the primitives of a step where oneDNN has them; the rest runs as LibTorch's operations.
  void add(const LoweredStep& step, std::size_t index) {
    const StepContext& context = *context_;
    if (Convolutions(context).add(step, index) || add_linear(context, step) || add_pool(context, step) ||
        add_binary(context, step) || add_activation(context, step) || add_layer_norm(context, step) ||
        add_batch_norm(context, step) || add_concat(context, step) || add_channel_shuffle(context, step) ||
        add_merge_patches(context, step) || add_attention(context, step))
      return;
    add_eager(step);
  }

  /// A step that has no primitive here: LibTorch's operation, in float32.
  void add_eager(const LoweredStep& step) {
    eager_.push_back(step.call);
    const std::vector<CallId> inputs(net_.inputs(step.call).begin(), net_.inputs(step.call).end());
    const FoldedWeights weights = has_weights(source_, step) ? weights_.plain(step) : FoldedWeights{};
    const ::torch::Tensor scale = has_weights(source_, step) ? ::torch::Tensor() : scale_of(source_, step);
    operations_.add([this, step, inputs, weights, scale] {
      std::vector<::torch::Tensor> values;
      for (std::size_t i = 0; i < inputs.size(); ++i)
        values.push_back(net_.reads_size_alone(step.call, i) ? of_size(batch_, net_.call(inputs[i]).shape, ::torch::kFloat)
                                                             : values_->value(inputs[i]).to(::torch::kFloat));
      ::torch::Tensor result =
          weights.weight.defined() ? apply(step, weights, values.front()) : execute(net_, step.call, source_.leaves, values);
      if (scale.defined()) result = result * scale;
      // What the step adds to lies where its result will, so that it is read as the result would be.
      if (step.sum.exists()) result = result + sum_of(step);
      if (step.activation.exists()) {
        const bool may_overwrite =
            std::none_of(values.begin(), values.end(), [&](const ::torch::Tensor& value) { return value.is_alias_of(result); });
        result = execute(net_, step.activation, source_.leaves, std::array{result}, may_overwrite);
      }
      if (int8_->is_int8(step.value)) {
        const auto [smallest, largest] = int8_->range(step.value);
        result = (result / int8_->scale(step.value)).round_().clamp_(smallest, largest);
      }
      values_->write(step.call, result);
    });
  }

  /// What an eager step adds to, as float32, in the shape of its own call.
  [[nodiscard]] ::torch::Tensor sum_of(const LoweredStep& step) const {
    ::torch::Tensor term = values_->value(step.sum).to(::torch::kFloat);
    if (net_.call(step.call).shape == net_.call(step.sum).shape &&
        lowered_.views[step.call.index()] == lowered_.views[step.sum.index()])
      return term;
    std::vector<std::int64_t> sizes{batch_}, strides{net_.call(step.sum).shape.elements()};
    const Shape &shape = net_.call(step.call).shape, &own = lowered_.views[step.call.index()].strides;
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) sizes.push_back(shape[axis]), strides.push_back(own[axis]);
    return term.as_strided(sizes, strides);
  }

  /// Applies a layer with folded weights, by LibTorch.
  [[nodiscard]] ::torch::Tensor apply(const LoweredStep& step, const FoldedWeights& weights,
                                      const ::torch::Tensor& input) const {
    const auto* conv = net_.applied<Conv2d>(step.call);
    if (conv == nullptr) return linear(input, weights.weight, weights.bias);
    const auto both = [](const Size2& size) { return std::vector<std::int64_t>{size.height, size.width}; };
    return ::torch::conv2d(input, weights.weight, weights.bias, both(conv->stride), both(conv->padding), both(conv->dilation),
                           conv->groups);
  }

  const PlanSource& source_;
  Tables tables_;
  GraphView net_;
  Lowered lowered_{};
  std::optional<Int8Choice> int8_{};
  PackedWeights& weights_;
  memory::data_type fallback_;
  std::int64_t batch_;
  std::optional<Values> values_{};
  Operations operations_;
  std::vector<CallId> eager_{};
  std::optional<StepContext> context_{};
};

}  // namespace graft::detail::onednn

#endif
