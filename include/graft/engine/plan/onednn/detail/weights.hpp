#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include <graft/engine/plan/detail/fold_step.hpp>
#include <graft/engine/plan/detail/plan_source.hpp>
#include <graft/graph/lower.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// The weights of a network in the layouts that its primitives want, as they were when the first layout was made: a later one
/// is made from that, so that a plan stays one and the same network.
class PackedWeights {
 public:
  explicit PackedWeights(const PlanSource& source) : source_(source) {}

  /// Weights, in the layout `wanted`, and bias of a step. `shape` is theirs with the groups apart. `keep_plain`: keeps the
  /// weights as they are, too, since other layouts cannot be made from what may be wanted.
  [[nodiscard]] std::pair<memory, memory> get(std::size_t index, const LoweredStep& step, const memory::dims& shape,
                                              const memory::desc& wanted, bool keep_plain) {
    const std::lock_guard lock(mutex_);
    Packed& packed = packed_[index];
    if (packed.layouts.empty()) {
      const FoldedWeights folded = fold_step(source_, step);
      const ::torch::Tensor plain = folded.weight.contiguous().cpu();
      const memory::desc as_it_is = description(shape, memory::data_type::f32);
      packed.layouts.push_back(reordered({as_it_is, processor(), plain.data_ptr()}, keep_plain ? as_it_is : wanted));
      packed.bias = vector_of(folded.bias);
    }
    return {layout(packed, wanted), packed.bias};
  }

  /// What one step of a number is worth in each channel of the int8 weights of a step: the largest magnitude is 127 of it.
  [[nodiscard]] std::vector<float> scales(std::size_t index, const LoweredStep& step) {
    const std::lock_guard lock(mutex_);
    return rounded(index, step).scales;
  }

  /// Such weights in the layout `wanted`, and the bias divided by `unit`, which is a number for each channel.
  [[nodiscard]] std::pair<memory, memory> get_rounded(std::size_t index, const LoweredStep& step, const memory::desc& wanted,
                                                      const std::vector<float>& unit) {
    const std::lock_guard lock(mutex_);
    Packed& packed = rounded(index, step);
    const ::torch::Tensor units = ::torch::tensor(unit), bias = packed.plain_bias;
    return {layout(packed, wanted), vector_of(bias / units)};
  }

 private:
  struct Packed {
    std::vector<memory> layouts;
    memory bias{};
    std::vector<float> scales{};   // of int8 weights
    ::torch::Tensor plain_bias{};  // of int8 weights, float32
  };

  [[nodiscard]] static memory::desc description(const memory::dims& shape, memory::data_type type) {
    memory::dims strides(shape.size(), 1);
    for (std::size_t axis = shape.size() - 1; axis > 0; --axis) strides[axis - 1] = strides[axis] * shape[axis];
    return {shape, type, strides};
  }

  [[nodiscard]] static memory layout(Packed& packed, const memory::desc& wanted) {
    for (const memory& there : packed.layouts)
      if (there.get_desc() == wanted) return there;
    packed.layouts.push_back(reordered(packed.layouts.front(), wanted));
    return packed.layouts.back();
  }

  /// The int8 weights of an ungrouped convolution; the first layout is the plain one, since sums that a layout has behind its
  /// numbers cannot be made from another layout's.
  [[nodiscard]] Packed& rounded(std::size_t index, const LoweredStep& step) {
    Packed& packed = packed_[index];
    if (!packed.layouts.empty()) return packed;
    const FoldedWeights folded = fold_step(source_, step);
    const ::torch::Tensor weight = folded.weight.contiguous().cpu();
    ::torch::Tensor scale = ::torch::amax(weight.abs(), {1, 2, 3}) / 127;
    scale = scale.masked_fill(scale == 0, 1);
    const ::torch::Tensor numbers = (weight / scale.view({-1, 1, 1, 1})).round().to(::torch::kChar).contiguous();
    memory plain(description(weight.sizes().vec(), memory::data_type::s8), processor());
    std::memcpy(plain.get_data_handle(), numbers.data_ptr(), static_cast<std::size_t>(numbers.numel()));
    packed.scales.assign(scale.data_ptr<float>(), scale.data_ptr<float>() + scale.numel());
    packed.plain_bias = folded.bias.contiguous().cpu();
    packed.layouts.push_back(std::move(plain));
    return packed;
  }

  [[nodiscard]] static memory vector_of(const ::torch::Tensor& numbers) {
    const ::torch::Tensor plain = numbers.contiguous().cpu();
    const memory::desc all({plain.numel()}, memory::data_type::f32, memory::format_tag::x);
    return reordered({all, processor(), plain.data_ptr()}, all);
  }

  [[nodiscard]] static memory reordered(const memory& from, const memory::desc& wanted) {
    memory to(wanted, processor());
    copy(from, to);
    return to;
  }

  const PlanSource& source_;
  std::mutex mutex_;
  std::map<std::size_t, Packed> packed_;
};

}  // namespace graft::detail::onednn

#endif
