#pragma once

#include <memory>
#include <string>
#include <variant>

#include <graft/engine/eager/leaf.hpp>
#include <graft/engine/eager/linear.hpp>
#include <graft/graph/layer/layer.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

template <class Holder>
[[nodiscard]] Leaf leaf_of(Holder holder) {
  return {holder.ptr(), [holder](const ::torch::Tensor& input, bool) mutable { return holder->forward(input); }};
}

[[nodiscard]] inline ::torch::ExpandingArray<2> pair(const Size2& size) { return {{size.height, size.width}}; }

[[nodiscard]] inline Leaf make_leaf(const Sequential&) { return {std::make_shared<Container>("Sequential"), {}}; }
[[nodiscard]] inline Leaf make_leaf(const Block& block) {
  return {std::make_shared<Container>(std::string(block.name.view())), {}};
}
[[nodiscard]] inline Leaf make_leaf(const Foreign&) { return {}; }  // given by the user

[[nodiscard]] inline Leaf make_leaf(const Conv2d& conv) {
  return leaf_of(::torch::nn::Conv2d(::torch::nn::Conv2dOptions(conv.in, conv.out, pair(conv.kernel))
                                         .stride(pair(conv.stride))
                                         .padding(pair(conv.padding))
                                         .dilation(pair(conv.dilation))
                                         .groups(conv.groups)
                                         .bias(conv.bias)));
}

[[nodiscard]] inline Leaf make_leaf(const BatchNorm2d& norm) {
  return leaf_of(
      ::torch::nn::BatchNorm2d(::torch::nn::BatchNorm2dOptions(norm.channels).eps(norm.eps).momentum(norm.momentum)));
}

[[nodiscard]] inline Leaf make_leaf(const ReLU& relu) {
  ::torch::nn::ReLU module{::torch::nn::ReLUOptions().inplace(relu.inplace)};
  return {module.ptr(), [](const ::torch::Tensor& input, bool may_overwrite) {
            ::torch::Tensor shared = input;
            return may_overwrite ? ::torch::relu_(shared) : ::torch::relu(input);
          }};
}

[[nodiscard]] inline Leaf make_leaf(const MaxPool2d& pool) {
  return leaf_of(::torch::nn::MaxPool2d(::torch::nn::MaxPool2dOptions(pair(pool.kernel))
                                            .stride(pair(pool.step()))
                                            .padding(pair(pool.padding))
                                            .dilation(pair(pool.dilation))
                                            .ceil_mode(pool.ceil_mode)));
}

[[nodiscard]] inline Leaf make_leaf(const AdaptiveAvgPool2d& pool) {
  return leaf_of(::torch::nn::AdaptiveAvgPool2d(::torch::nn::AdaptiveAvgPool2dOptions({pool.size.height, pool.size.width})));
}

[[nodiscard]] inline Leaf make_leaf(const Linear& linear) {
  ::torch::nn::Linear module(::torch::nn::LinearOptions(linear.in, linear.out).bias(linear.bias));
  return {module.ptr(), [module](const ::torch::Tensor& input, bool) { return apply_linear(input, *module); }};
}

[[nodiscard]] inline Leaf make_leaf(const Dropout& dropout) {
  return leaf_of(::torch::nn::Dropout(::torch::nn::DropoutOptions(dropout.p)));
}

[[nodiscard]] inline Leaf make_leaf(const Flatten&) { return leaf_of(::torch::nn::Flatten()); }

[[nodiscard]] inline Leaf make_leaf(const Layer& layer) {
  return std::visit([](const auto& any) { return make_leaf(any); }, layer);
}

}  // namespace graft::detail
