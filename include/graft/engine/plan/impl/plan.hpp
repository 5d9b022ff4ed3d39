#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/engine/eager/make_leaf.hpp>
#include <graft/engine/plan/detail/make_plan_backend.hpp>
#include <graft/engine/plan/plan.hpp>
#include <graft/platform/shape_text.hpp>

namespace graft {

namespace detail {

/// Whether LibTorch's own operations have instructions for bfloat16.
[[nodiscard]] inline bool processor_multiplies_bf16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

/// Copies the state of what runs as LibTorch's modules, so that the plan does not change with the network. The weights of
/// convolutions and linear layers are left out: packing copies them.
inline void copy_state(PlanSource& source) {
  const GraphView net = source.tables;
  std::vector<bool> done(source.leaves.modules.size(), false);
  for (CallId row{source.first}; row < source.last; ++row) {
    const ModuleId module = net.call(row).module;
    if (!module.exists() || net.is<Conv2d>(module) || net.is<Linear>(module) || done[module.index()]) continue;
    done[module.index()] = true;
    Leaf& leaf = source.leaves.modules[module.index()];
    leaf = clone_leaf(net.module(module).layer, leaf);
  }
}

}  // namespace detail

ComputeType available(ComputeType wanted, const ::torch::Device& device) {
  if (wanted == ComputeType::f32) return wanted;
  if (!device.is_cpu()) return ComputeType::bf16;
  if (wanted == ComputeType::i8 && detail::onednn_multiplies(ComputeType::i8)) return wanted;
  const bool has_bf16 =
      detail::onednn_name().empty() ? detail::processor_multiplies_bf16() : detail::onednn_multiplies(ComputeType::bf16);
  return has_bf16 ? ComputeType::bf16 : ComputeType::f32;
}

std::string plan_backend(const ::torch::Device& device) {
  return device.is_cpu() && !detail::onednn_name().empty() ? detail::onednn_name() : detail::torch_name();
}

Plan::Plan(PlanSource source, PlanOptions options) {
  const int calls = static_cast<int>(source.tables.calls.size()), last = options.last < 0 ? calls : options.last;
  if (options.first < 1 || last < options.first || last > calls)
    throw UsageError("a plan has the calls from " + std::to_string(options.first) + " to before " + std::to_string(last) +
                     " of a network that has " + std::to_string(calls) + "; expected 1 <= first <= last <= that number");
  if (source.tables.calls[static_cast<std::size_t>(last - 1)].auxiliary)
    throw UsageError("a plan cannot end in an auxiliary output, which exists while training only (call " +
                     std::to_string(last - 1) + "); `up_to` makes a network that ends there");
  source.first = options.first;
  source.last = last;
  const GraphView net = source.tables;
  input_ = net.call({options.first - 1}).shape;
  images_ = net.input_shape();
  is_inside_ = options.first > 1;
  result_ = net.call({last - 1}).shape;
  // A foreign module takes float32, and may give another shape than the one described.
  const bool has_foreign = net.has_foreign();
  ComputeType type = has_foreign ? ComputeType::f32 : available(options.type, source.device);
  const ComputeType fallback = type == ComputeType::f32 ? type : available(ComputeType::bf16, source.device);
  if (type == ComputeType::i8 && (!options.sample.defined() || options.sample.size(0) == 0)) type = fallback;
  if (type == ComputeType::i8) require_fit(options.sample);
  const std::int64_t chunk = options.chunk > 0 ? options.chunk : 8;
  detail::copy_state(source);
  if (source.device.is_cpu() && !has_foreign)
    backend_ = detail::make_onednn_backend(source, type, fallback, chunk, options.sample);
  if (backend_ == nullptr) backend_ = detail::make_torch_backend(std::move(source), type, chunk);
}

void Plan::require_fit(const ::torch::Tensor& examples) const {
  bool fits = examples.dim() == static_cast<std::int64_t>(input_.rank()) + 1;
  // Of a value inside the network, positions come first, (S, E) or (H, W, C), whose number follows the size of the images.
  if (fits) fits = examples.size(1) == input_[0] || (is_inside_ && examples.size(-1) == input_[input_.rank() - 1]);
  if (!fits)
    throw ShapeError("this plan takes (N, " + std::to_string(input_[0]) +
                     (input_.rank() == 3   ? ", H, W)"
                      : input_.rank() == 2 ? ", E)"
                                           : ")") +
                     ", got " + detail::shape_text(examples) +
                     (examples.dim() == 3 ? "; a single image needs a batch axis: image.unsqueeze(0)" : ""));
}

Shape Plan::images_of(const ::torch::Tensor& examples, const std::optional<Size2>& images) const {
  const Shape given = detail::shape_of(examples);
  if (!is_inside_) return given;
  return images ? images_.with(1, images->height).with(2, images->width) : images_behind(given, input_, images_);
}

::torch::Tensor Plan::operator()(const ::torch::Tensor& examples, std::optional<Size2> images) const {
  require_fit(examples);
  if (examples.size(0) > 0) return backend_->run(examples, images_of(examples, images));
  std::vector<std::int64_t> shape{0};
  for (std::size_t axis = 0; axis < result_.rank(); ++axis) shape.push_back(result_[axis]);
  return ::torch::empty(shape, examples.options());
}

}  // namespace graft
