#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/engine/plan/detail/make_plan_backend.hpp>
#include <graft/engine/plan/plan.hpp>
#include <graft/graph/tables_of.hpp>
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

Plan::Plan(const Network& network, PlanOptions options) {
  const GraphView net = network.graph();
  const int last = options.last < 0 ? net.call_count() : options.last;
  if (options.first < 1 || last < options.first || last > net.call_count())
    throw UsageError("a plan has the calls from " + std::to_string(options.first) + " to before " + std::to_string(last) +
                     " of a network that has " + std::to_string(net.call_count()) +
                     "; expected 1 <= first <= last <= that number");
  input_ = net.call(options.first - 1).shape;
  result_ = net.call(last - 1).shape;
  const auto parameters = network.parameters();
  const ::torch::Device device = parameters.empty() ? ::torch::Device(::torch::kCPU) : parameters.front().device();
  // A module that the graph cannot see into takes float32, and may give another shape than described, which is for who asks to
  // find out.
  ComputeType type = net.has_foreign() ? ComputeType::f32 : available(options.type, device);
  const ComputeType wide = type == ComputeType::f32 ? type : available(ComputeType::bf16, device);
  if (type == ComputeType::i8 && (!options.sample.defined() || options.sample.size(0) == 0)) type = wide;
  if (type == ComputeType::i8) require_fit(options.sample);
  const std::int64_t chunk = options.chunk > 0 ? options.chunk : 8;
  detail::PlanSource source{tables_of(net), options.first, last, network.leaves()};
  if (device.is_cpu() && !net.has_foreign()) backend_ = detail::make_onednn_backend(source, type, wide, chunk, options.sample);
  if (backend_ == nullptr) backend_ = detail::make_torch_backend(std::move(source), type, chunk, device);
}

void Plan::require_fit(const ::torch::Tensor& examples) const {
  const bool fits = examples.dim() == static_cast<std::int64_t>(input_.rank()) + 1 && examples.size(1) == input_[0];
  if (!fits)
    throw ShapeError("this plan takes (N, " + std::to_string(input_[0]) + (input_.rank() == 3 ? ", H, W)" : ")") + ", got " +
                     detail::shape_text(examples) +
                     (examples.dim() == 3 ? "; a single image needs a batch axis: image.unsqueeze(0)" : ""));
}

::torch::Tensor Plan::operator()(const ::torch::Tensor& examples) const {
  require_fit(examples);
  if (examples.size(0) > 0) return backend_->run(examples);
  std::vector<std::int64_t> shape{0};
  for (std::size_t axis = 0; axis < result_.rank(); ++axis) shape.push_back(result_[axis]);
  return ::torch::empty(shape, examples.options());
}

}  // namespace graft
