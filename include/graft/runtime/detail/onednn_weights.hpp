#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include <graft/graph/lower.hpp>
#include <graft/runtime/detail/fold_step.hpp>
#include <graft/runtime/detail/onednn.hpp>
#include <graft/runtime/detail/plan_source.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// The weights of a network in the layouts that its primitives want, as they were when the first layout was made: a later one is
/// made from that, so that a plan stays one and the same network.
class PackedWeights {
 public:
  explicit PackedWeights(const PlanSource& source) : source_(source) {}

  /// Weights, in the layout `wanted`, and bias of a step. `shape` is theirs with the groups apart.
  [[nodiscard]] std::pair<memory, memory> get(std::size_t index, const Step& step, const memory::dims& shape, const memory::desc& wanted) {
    const std::lock_guard lock(mutex_);
    Packed& packed = packed_[index];
    for (const memory& layout : packed.layouts)
      if (layout.get_desc() == wanted) return {layout, packed.bias};
    if (!packed.layouts.empty()) {
      packed.layouts.push_back(reordered(packed.layouts.front(), wanted));
      return {packed.layouts.back(), packed.bias};
    }
    const FoldedWeights folded = fold_step(source_, step);
    const ::torch::Tensor plain = folded.weight.contiguous().cpu(), bias = folded.bias.contiguous().cpu();
    memory::dims strides(shape.size(), 1);
    for (std::size_t axis = shape.size() - 1; axis > 0; --axis) strides[axis - 1] = strides[axis] * shape[axis];
    const memory::desc all({bias.numel()}, memory::data_type::f32, memory::format_tag::x);
    packed.layouts.push_back(reordered({memory::desc(shape, memory::data_type::f32, strides), processor(), plain.data_ptr()}, wanted));
    packed.bias = reordered({all, processor(), bias.data_ptr()}, all);
    return {packed.layouts.back(), packed.bias};
  }

 private:
  struct Packed {
    std::vector<memory> layouts;
    memory bias;
  };

  [[nodiscard]] static memory reordered(memory from, const memory::desc& wanted) {
    memory to(wanted, processor());
    ::dnnl::stream stream(processor());
    ::dnnl::reorder(from, to).execute(stream, from, to);
    stream.wait();
    return to;
  }

  const PlanSource& source_;
  std::mutex mutex_;
  std::map<std::size_t, Packed> packed_;
};

}  // namespace graft::detail::onednn

#endif
