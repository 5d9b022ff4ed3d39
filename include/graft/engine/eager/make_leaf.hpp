#pragma once

#include <memory>
#include <string>
#include <vector>

#include <graft/engine/eager/attention.hpp>
#include <graft/engine/eager/leaf.hpp>
#include <graft/engine/eager/matrix_product.hpp>
#include <graft/engine/eager/window_attention.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/layer/layer.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// The leaf of one of LibTorch's module holders, such as torch::nn::Conv2d.
template <class Holder>
[[nodiscard]] Leaf leaf_of(Holder holder, bool overwritable) {
  return {holder.ptr(), [holder](const ::torch::Tensor& input, bool) mutable { return holder->forward(input); }, overwritable};
}

/// The leaf of a module of LibTorch whose function graft calls itself.
template <class Holder>
[[nodiscard]] Leaf leaf_of(const Holder& holder, ::torch::Tensor (*function)(const ::torch::Tensor&), bool overwritable) {
  return {holder.ptr(), [function](const ::torch::Tensor& input, bool) { return function(input); }, overwritable};
}

/// The axes of a permutation of examples, with the batch axis before them.
[[nodiscard]] inline std::vector<std::int64_t> batched_axes(const Shape& axes) {
  std::vector<std::int64_t> batched{0};
  for (std::size_t axis = 0; axis < axes.rank(); ++axis) batched.push_back(axes[axis] + 1);
  return batched;
}

[[nodiscard]] inline ::torch::ExpandingArray<2> pair(const Size2& size) { return {{size.height, size.width}}; }

[[nodiscard]] inline std::vector<std::int64_t> sizes_of(const Shape& shape) {
  std::vector<std::int64_t> sizes;
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) sizes.push_back(shape[axis]);
  return sizes;
}

// The leaf of each kind of layer, with LibTorch's initial values: an overload for each.

[[nodiscard]] inline Leaf make_leaf(const Sequential& sequential) { return {std::make_shared<LayerModule>(sequential)}; }
[[nodiscard]] inline Leaf make_leaf(const Block& block) { return {std::make_shared<LayerModule>(block)}; }
[[nodiscard]] inline Leaf make_leaf(const Foreign&) { return {}; }  // the user's module

[[nodiscard]] inline Leaf make_leaf(const Conv2d& conv) {
  return leaf_of(::torch::nn::Conv2d(::torch::nn::Conv2dOptions(conv.in, conv.out, pair(conv.kernel))
                                         .stride(pair(conv.stride))
                                         .padding(pair(conv.padding))
                                         .dilation(pair(conv.dilation))
                                         .groups(conv.groups)
                                         .bias(conv.bias)),
                 true);
}

[[nodiscard]] inline Leaf make_leaf(const BatchNorm2d& norm) {
  return leaf_of(::torch::nn::BatchNorm2d(::torch::nn::BatchNorm2dOptions(norm.channels).eps(norm.eps).momentum(norm.momentum)),
                 true);
}

[[nodiscard]] inline Leaf make_leaf(const ReLU& relu) {
  ::torch::nn::ReLU module{::torch::nn::ReLUOptions().inplace(relu.inplace)};
  return {module.ptr(), [](const ::torch::Tensor& input, bool may_overwrite) {
            ::torch::Tensor alias = input;
            return may_overwrite ? ::torch::relu_(alias) : ::torch::relu(input);
          }};
}

/// The leaf of a function that LibTorch has no module for.
[[nodiscard]] inline Leaf function_leaf(const Layer& layer, ::torch::Tensor (*function)(const ::torch::Tensor&),
                                        bool overwritable) {
  return {std::make_shared<LayerModule>(layer), [function](const ::torch::Tensor& input, bool) { return function(input); },
          overwritable};
}

[[nodiscard]] inline Leaf make_leaf(const ReLU6& relu) {
  return leaf_of(
      ::torch::nn::ReLU6{::torch::nn::ReLU6Options().inplace(relu.inplace)},
      [](const ::torch::Tensor& input) { return ::torch::clamp(input, 0, 6); }, true);
}

[[nodiscard]] inline Leaf make_leaf(const SiLU& function) {  // LibTorch's has no `inplace`, which Python prints
  return function_leaf(
      function, [](const ::torch::Tensor& input) { return ::torch::silu(input); }, true);
}

[[nodiscard]] inline Leaf make_leaf(const Sigmoid&) {
  return leaf_of(
      ::torch::nn::Sigmoid(), [](const ::torch::Tensor& input) { return ::torch::sigmoid(input); }, false);
}

[[nodiscard]] inline Leaf make_leaf(const Tanh&) {
  return leaf_of(
      ::torch::nn::Tanh(), [](const ::torch::Tensor& input) { return ::torch::tanh(input); }, false);
}

[[nodiscard]] inline Leaf make_leaf(const Identity&) {
  return leaf_of(
      ::torch::nn::Identity(), [](const ::torch::Tensor& input) { return input; }, false);
}

[[nodiscard]] inline Leaf make_leaf(const Hardswish& function) {
  return function_leaf(
      function, [](const ::torch::Tensor& input) { return ::torch::hardswish(input); }, true);
}

[[nodiscard]] inline Leaf make_leaf(const Hardsigmoid& function) {
  return function_leaf(
      function, [](const ::torch::Tensor& input) { return ::torch::hardsigmoid(input); }, true);
}

[[nodiscard]] inline Leaf make_leaf(const StochasticDepth& options) {
  const auto module = std::make_shared<LayerModule>(options);
  return {module, [module = module.get(), p = options.p](const ::torch::Tensor& input, bool) {
            if (p == 0 || !module->is_training()) return input;
            std::vector<std::int64_t> sizes(static_cast<std::size_t>(input.dim()), 1);
            sizes.front() = input.size(0);
            ::torch::Tensor survives = ::torch::empty(sizes, input.options()).bernoulli_(1 - p);
            if (p < 1) survives.div_(1 - p);
            return input * survives;
          }};
}

[[nodiscard]] inline Leaf make_leaf(const Permute& permute) {
  return {std::make_shared<LayerModule>(permute),
          [axes = batched_axes(permute.axes)](const ::torch::Tensor& input, bool) { return input.permute(axes); }};
}

[[nodiscard]] inline Leaf make_leaf(const WindowPartition& options) {
  return {std::make_shared<LayerModule>(options), [size = options.size](const ::torch::Tensor& maps, bool) {
            const std::int64_t count = maps.size(0), channels = maps.size(1), rows = maps.size(2) / size,
                               columns = maps.size(3) / size;
            return maps.reshape({count, channels, rows, size, columns, size})
                .permute({0, 2, 4, 3, 5, 1})
                .reshape({count, rows * columns, size * size, channels});
          }};
}

[[nodiscard]] inline Leaf make_leaf(const WindowDepartition& options) {
  return {std::make_shared<LayerModule>(options), [options](const ::torch::Tensor& windows, bool) {
            const std::int64_t count = windows.size(0), channels = windows.size(3), size = options.size;
            return windows.reshape({count, options.rows, options.columns, size, size, channels})
                .permute({0, 5, 1, 3, 2, 4})
                .reshape({count, channels, options.rows * size, options.columns * size});
          }};
}

[[nodiscard]] inline Leaf make_leaf(const GELU&) {
  return {::torch::nn::GELU().ptr(),
          [](const ::torch::Tensor& input, bool) {
            ::torch::Tensor result = ::torch::gelu(input);
            // LibTorch 1.13 leaves a part of the gradient uninitialised where what comes back lies in another order in memory,
            // as behind a permute.
            if (result.requires_grad() && input.is_contiguous())
              result.register_hook([](const ::torch::Tensor& gradient) { return gradient.contiguous(); });
            return result;
          },
          true};
}

[[nodiscard]] inline Leaf make_leaf(const MaxPool2d& pool) {
  return leaf_of(::torch::nn::MaxPool2d(::torch::nn::MaxPool2dOptions(pair(pool.kernel))
                                            .stride(pair(pool.step()))
                                            .padding(pair(pool.padding))
                                            .dilation(pair(pool.dilation))
                                            .ceil_mode(pool.ceil_mode)),
                 false);
}

[[nodiscard]] inline Leaf make_leaf(const AvgPool2d& pool) {
  return leaf_of(::torch::nn::AvgPool2d(::torch::nn::AvgPool2dOptions(pair(pool.kernel))
                                            .stride(pair(pool.step()))
                                            .padding(pair(pool.padding))
                                            .ceil_mode(pool.ceil_mode)
                                            .count_include_pad(pool.count_include_pad)),
                 false);
}

[[nodiscard]] inline Leaf make_leaf(const AdaptiveAvgPool2d& pool) {
  return leaf_of(::torch::nn::AdaptiveAvgPool2d(::torch::nn::AdaptiveAvgPool2dOptions({pool.size.height, pool.size.width})),
                 false);
}

[[nodiscard]] inline Leaf make_leaf(const Linear& options) {
  ::torch::nn::Linear module(::torch::nn::LinearOptions(options.in, options.out).bias(options.bias));
  return {module.ptr(), [module](const ::torch::Tensor& input, bool) { return linear(input, module->weight, module->bias); },
          true};
}

[[nodiscard]] inline Leaf make_leaf(const Dropout& dropout) {
  ::torch::nn::Dropout module(::torch::nn::DropoutOptions(dropout.p).inplace(dropout.inplace));
  return {module.ptr(), [module](const ::torch::Tensor& input, bool) {
            return ::torch::dropout(input, module->options.p(), module->is_training());
          }};
}

[[nodiscard]] inline Leaf make_leaf(const Flatten&) { return leaf_of(::torch::nn::Flatten(), false); }

[[nodiscard]] inline Leaf make_leaf(const LayerNorm& norm) {
  return leaf_of(::torch::nn::LayerNorm(::torch::nn::LayerNormOptions(sizes_of(norm.shape)).eps(norm.eps)), true);
}

[[nodiscard]] inline Leaf make_leaf(const GroupNorm& norm) {
  return leaf_of(::torch::nn::GroupNorm(::torch::nn::GroupNormOptions(norm.groups, norm.channels).eps(norm.eps)), true);
}

[[nodiscard]] inline Leaf make_leaf(const LayerNorm2d& norm) {
  const auto module = std::make_shared<LayerNorm2dModule>(norm);
  return {module, [module = module.get()](const ::torch::Tensor& maps, bool) { return module->forward(maps); }};
}

/// The leaf of a module of graft's own.
template <class Module>
[[nodiscard]] Leaf leaf_of_ours(const auto& options) {
  const auto module = std::make_shared<Module>(options);
  return {module, [module = module.get()](const ::torch::Tensor& input, bool) { return module->forward(input); }, true};
}

[[nodiscard]] inline Leaf make_leaf(const ShiftedWindowAttention& attention) {
  return leaf_of_ours<ShiftedWindowAttentionModule>(attention);
}
[[nodiscard]] inline Leaf make_leaf(const ShiftedWindowAttentionV2& attention) {
  return leaf_of_ours<ShiftedWindowAttentionV2Module>(attention);
}
[[nodiscard]] inline Leaf make_leaf(const RelativePositionalMultiHeadAttention& attention) {
  return leaf_of_ours<RelativePositionalAttentionModule>(attention);
}

[[nodiscard]] inline Leaf make_leaf(const Attention& attention) { return leaf_of_ours<AttentionModule>(attention); }

[[nodiscard]] inline Leaf make_leaf(const MultiheadAttention& attention) {
  ::torch::nn::MultiheadAttention module(
      ::torch::nn::MultiheadAttentionOptions(attention.embed_dim, attention.heads).dropout(attention.dropout));
  return {module.ptr(), [module](const ::torch::Tensor& input, bool) { return attend(*module, input); }, true};
}

[[nodiscard]] inline Leaf make_leaf(const Parameter& parameter) {
  ::torch::Tensor tensor = ::torch::empty(sizes_of(parameter.tensor_shape()));
  if (parameter.std > 0)
    ::torch::nn::init::normal_(tensor, parameter.mean, parameter.std);
  else
    ::torch::nn::init::constant_(tensor, parameter.mean);
  return {{}, {}, false, tensor.requires_grad_()};
}

[[nodiscard]] inline Leaf make_leaf(const Layer& layer) {
  return visit_layer([](const auto& any) { return make_leaf(any); }, layer);
}

/// A deep copy of a leaf, in evaluation mode; a user's own module is shared, since it cannot be copied.
[[nodiscard]] inline Leaf clone_leaf(const Layer& layer, const Leaf& leaf) {
  if (is_a<Foreign>(layer) || !(has_state(layer) || has_children(layer))) return leaf;
  const ::torch::NoGradGuard no_grad;
  Leaf copy = make_leaf(layer);
  if (leaf.parameter.defined()) {
    copy.parameter = leaf.parameter.detach().clone();
    return copy;
  }
  const auto copy_all = [](const auto& from, auto to) {
    for (auto& target : to) target.value().set_data(from[target.key()].detach().clone());
  };
  copy_all(leaf.module->named_parameters(), copy.module->named_parameters());
  copy_all(leaf.module->named_buffers(), copy.module->named_buffers());
  copy.module->eval();
  return copy;
}

/// The leaves of the layers that are no modules, one a call.
[[nodiscard]] inline std::vector<Leaf> make_functions(GraphView net) {
  std::vector<Leaf> functions(net.calls().size());
  for (CallId row{0}; row < net.call_count(); ++row)
    if (!net.calls_module(row))
      if (const Layer* layer = net.layer_of(row)) functions[row.index()] = make_leaf(*layer);
  return functions;
}

}  // namespace graft::detail
