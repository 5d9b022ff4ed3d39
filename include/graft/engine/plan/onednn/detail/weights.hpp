#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <mutex>
#include <tuple>
#include <utility>
#include <vector>

#include <graft/engine/plan/detail/fold_step.hpp>
#include <graft/engine/plan/plan_source.hpp>
#include <graft/graph/lower.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// The weights of a network, packed in the layouts that primitives want. Later layouts are reordered from the first one, so
/// that a plan stays a snapshot of the network. Thread-safe.
class PackedWeights {
 public:
  /// The strides of elements that lie densely, the last axis innermost.
  [[nodiscard]] static memory::dims strides(const memory::dims& shape) {
    memory::dims made(shape.size(), 1);
    for (std::size_t axis = shape.size() - 1; axis > 0; --axis) made[axis - 1] = made[axis] * shape[axis];
    return made;
  }

  /// The elements of a vector, as float32.
  [[nodiscard]] static memory vector_memory(const ::torch::Tensor& elements) {
    const ::torch::Tensor plain = elements.contiguous().cpu();
    const memory::desc all({plain.numel()}, memory::data_type::f32, memory::format_tag::x);
    return reordered({all, processor(), plain.data_ptr()}, all);
  }

  explicit PackedWeights(const PlanSource& source) : source_(source) {}

  /// Which of the weights of a step: its only ones, or those of one of the linear layers inside an attention.
  enum class Part : std::uint8_t { whole, qkv, projection };

  using Key = std::tuple<int, int, Part>;

  /// The key of weights of a step; programs of other sizes may fold another factor into those of a call.
  [[nodiscard]] static Key key(const LoweredStep& step, Part part = Part::whole) { return {step.call, step.scale, part}; }

  /// The weights of a step, in the layout `wanted`, and its bias. `shape` has an axis for groups where there are several.
  /// `keep_plain`: keeps the plain layout too, since one that may be wanted cannot be reordered into others.
  [[nodiscard]] std::pair<memory, memory> get(const LoweredStep& step, const memory::dims& shape, const memory::desc& wanted,
                                              bool keep_plain) {
    return get(
        key(step), [&] { return fold_step(source_, step); }, shape, wanted, keep_plain);
  }

  /// The same of weights that `make` computes, once for each key.
  template <class Make>
  [[nodiscard]] std::pair<memory, memory> get(const Key& which, const Make& make, const memory::dims& shape,
                                              const memory::desc& wanted, bool keep_plain = false) {
    const std::lock_guard lock(mutex_);
    Packed& packed = packed_[which];
    if (packed.layouts.empty()) {
      const FoldedWeights folded = packed.plain.weight.defined() ? packed.plain : make();
      const ::torch::Tensor plain = folded.weight.contiguous().cpu();
      const memory::desc dense = description(shape, memory::data_type::f32);
      packed.layouts.push_back(reordered({dense, processor(), plain.data_ptr()}, keep_plain ? dense : wanted));
      packed.bias = vector_memory(folded.bias);
    }
    return {layout(packed, shape, wanted), packed.bias};
  }

  /// The weights of a step as tensors that nobody else writes to, float32, for LibTorch's operations.
  [[nodiscard]] FoldedWeights plain(const LoweredStep& step) {
    const std::lock_guard lock(mutex_);
    Packed& packed = packed_[key(step)];
    if (packed.plain.weight.defined()) return packed.plain;
    if (packed.layouts.empty()) {
      const FoldedWeights folded = fold_step(source_, step);
      packed.plain = {folded.weight.clone(), folded.bias.clone()};
    } else {  // those of the time when the plan was made
      const ::torch::nn::Module& module =
          *source_.leaves.modules[GraphView(source_.tables).call(step.call).module.index()].module;
      const std::vector<std::int64_t> sizes = module.named_parameters(false)["weight"].sizes().vec();
      packed.plain = {::torch::empty(sizes), ::torch::empty({sizes.front()})};
      const memory::dims shape = onednn::sizes_of(packed.layouts.front());
      copy(packed.layouts.front(), {description(shape, memory::data_type::f32), processor(), packed.plain.weight.data_ptr()});
      if (packed.scales.empty()) {
        copy(packed.bias, {packed.bias.get_desc(), processor(), packed.plain.bias.data_ptr()});
      } else {
        packed.plain.weight *= ::torch::tensor(packed.scales).view({-1, 1, 1, 1});
        packed.plain.bias = packed.plain_bias;
      }
    }
    return packed.plain;
  }

  /// The scale of each output channel of a step's int8 weights: the largest magnitude becomes 127.
  [[nodiscard]] std::vector<float> scales(const LoweredStep& step) {
    const std::lock_guard lock(mutex_);
    return quantized(step).scales;
  }

  /// The int8 weights of a step, in the layout `wanted`, and its bias, divided by the scale of each output channel.
  [[nodiscard]] std::pair<memory, memory> get_int8(const LoweredStep& step, const memory::desc& wanted,
                                                   const std::vector<float>& bias_scales) {
    const std::lock_guard lock(mutex_);
    Packed& packed = quantized(step);
    return {layout(packed, onednn::sizes_of(packed.layouts.front()), wanted),
            vector_memory(packed.plain_bias / ::torch::tensor(bias_scales))};
  }

 private:
  struct Packed {
    std::vector<memory> layouts;
    memory bias{};
    FoldedWeights plain{};         // undefined where no program needs them
    std::vector<float> scales{};   // of int8 weights
    ::torch::Tensor plain_bias{};  // of int8 weights, float32
  };

  [[nodiscard]] static memory::desc description(const memory::dims& shape, memory::data_type type) {
    return {shape, type, strides(shape)};
  }

  /// Weights in a layout of this shape, which has as many elements as that of the first layout: programs of other sizes see the
  /// maps that a linear layer takes as (2, 3) where they were (3, 2), or as a vector.
  [[nodiscard]] static memory layout(Packed& packed, const memory::dims& shape, const memory::desc& wanted) {
    for (const memory& there : packed.layouts)
      if (there.get_desc() == wanted) return there;
    memory first = packed.layouts.front();
    if (const memory::dims sizes = onednn::sizes_of(first); sizes != shape) {
      const memory dense = reordered(first, description(sizes, memory::data_type::f32));
      packed.layouts.push_back(
          reordered({description(shape, memory::data_type::f32), processor(), dense.get_data_handle()}, wanted));
    } else {
      packed.layouts.push_back(reordered(first, wanted));
    }
    return packed.layouts.back();
  }

  /// The int8 weights of an ungrouped convolution. The first layout is the plain one, since oneDNN appends compensation sums to
  /// others, which cannot be reordered.
  [[nodiscard]] Packed& quantized(const LoweredStep& step) {
    Packed& packed = packed_[key(step)];
    if (!packed.layouts.empty()) return packed;
    const FoldedWeights folded = packed.plain.weight.defined() ? packed.plain : fold_step(source_, step);
    const ::torch::Tensor weight = folded.weight.contiguous().cpu();
    ::torch::Tensor scale = ::torch::amax(weight.abs(), {1, 2, 3}) / 127;
    scale = scale.masked_fill(scale == 0, 1);
    const ::torch::Tensor rounded = (weight / scale.view({-1, 1, 1, 1})).round().to(::torch::kChar).contiguous();
    memory plain(description(weight.sizes().vec(), memory::data_type::s8), processor());
    std::memcpy(plain.get_data_handle(), rounded.data_ptr(), static_cast<std::size_t>(rounded.numel()));
    packed.scales.assign(scale.data_ptr<float>(), scale.data_ptr<float>() + scale.numel());
    packed.plain_bias = folded.bias.contiguous().cpu();
    packed.layouts.push_back(std::move(plain));
    return packed;
  }

  [[nodiscard]] static memory reordered(const memory& from, const memory::desc& wanted) {
    memory to(wanted, processor());
    copy(from, to);
    return to;
  }

  const PlanSource& source_;
  std::mutex mutex_;
  std::map<Key, Packed> packed_;
};

}  // namespace graft::detail::onednn

#endif
