#pragma once

#include <memory>
#include <string>
#include <vector>

#include <graft/engine/eager/attention.hpp>
#include <graft/engine/eager/leaf.hpp>
#include <graft/engine/eager/matrix_product.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/layer/layer.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// The leaf of one of LibTorch's module holders, such as torch::nn::Conv2d.
template <class Holder>
[[nodiscard]] Leaf leaf_of(Holder holder, bool overwritable) {
  return {holder.ptr(), [holder](const ::torch::Tensor& input, bool) mutable { return holder->forward(input); }, overwritable};
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

[[nodiscard]] inline Leaf make_leaf(const Hardswish& function) {
  return {std::make_shared<LayerModule>(function), [](const ::torch::Tensor& input, bool) { return ::torch::hardswish(input); },
          true};
}

[[nodiscard]] inline Leaf make_leaf(const Hardsigmoid& function) {
  return {std::make_shared<LayerModule>(function),
          [](const ::torch::Tensor& input, bool) { return ::torch::hardsigmoid(input); }, true};
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
  if (is_a<Foreign>(layer) || !has_state(layer)) return leaf;
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
