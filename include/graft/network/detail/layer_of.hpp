#pragma once

#include <string>
#include <string_view>
#include <variant>

#include <graft/engine/eager/leaf.hpp>
#include <graft/graph/layer/layer.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// A size of LibTorch's. It does not record whether it was given as one number: `as_one` where torchvision does that.
template <class Sizes>
[[nodiscard]] Size2 size_of(const Sizes& sizes, bool as_one = false) {
  const std::int64_t height = (*sizes)[0], width = (*sizes)[1];
  return as_one && height == width ? Size2(height) : Size2(height, width);
}

/// The class name of a module in Python: `Sigmoid` for `torch::nn::SigmoidImpl`.
[[nodiscard]] inline std::string python_class_name(const ::torch::nn::Module& module) {
  std::string name = module.name();
  const std::size_t parameters = name.find('<');
  if (parameters != std::string::npos) name.resize(parameters);
  if (const std::size_t scope = name.rfind("::"); scope != std::string::npos) name.erase(0, scope + 2);
  if (name.size() > 4 && name.ends_with("Impl")) name.resize(name.size() - 4);
  return name;
}

/// The layer that describes a module of LibTorch; a Block with its class name where graft has no such layer.
[[nodiscard]] inline Layer layer_of(const ::torch::nn::Module& module) {
  if (const auto* ours = module.as<LayerModule>()) return ours->layer;
  if (const auto* norm = dynamic_cast<const LayerNorm2dModule*>(&module)) return norm->layer;
  if (const auto* conv = module.as<::torch::nn::Conv2d>()) {
    const auto& o = conv->options;
    // An unqualified get, since it is LibTorch's own variant up to 2.0 and std's later. Index 0 has sizes, the others are
    // `same` and `valid`.
    const Size2 padding = o.padding().index() == 0 ? size_of(get<0>(o.padding())) : Size2(0);
    return Conv2d{.in = o.in_channels(),
                  .out = o.out_channels(),
                  .kernel = size_of(o.kernel_size()),
                  .stride = size_of(o.stride()),
                  .padding = padding,
                  .dilation = size_of(o.dilation()),
                  .groups = o.groups(),
                  .bias = o.bias()};
  }
  if (const auto* norm = module.as<::torch::nn::BatchNorm2d>()) {
    const auto& o = norm->options;
    return BatchNorm2d{.channels = o.num_features(), .eps = o.eps(), .momentum = o.momentum().value_or(0)};
  }
  if (const auto* linear = module.as<::torch::nn::Linear>()) {
    const auto& o = linear->options;
    return Linear{.out = o.out_features(), .in = o.in_features(), .bias = o.bias()};
  }
  if (const auto* relu = module.as<::torch::nn::ReLU>()) return ReLU{.inplace = relu->options.inplace()};
  if (const auto* relu = module.as<::torch::nn::ReLU6>()) return ReLU6{.inplace = relu->options.inplace()};
  if (module.as<::torch::nn::SiLU>() != nullptr) return SiLU{.inplace = false};
  if (module.as<::torch::nn::Sigmoid>() != nullptr) return Sigmoid{};
  if (module.as<::torch::nn::Tanh>() != nullptr) return Tanh{};
  if (module.as<::torch::nn::Identity>() != nullptr) return Identity{};
  if (const auto* pool = module.as<::torch::nn::MaxPool2d>()) {
    const auto& o = pool->options;
    return MaxPool2d{.kernel = size_of(o.kernel_size(), true),
                     .stride = size_of(o.stride(), true),
                     .padding = size_of(o.padding(), true),
                     .dilation = size_of(o.dilation(), true),
                     .ceil_mode = o.ceil_mode()};
  }
  if (const auto* pool = module.as<::torch::nn::AvgPool2d>(); pool != nullptr && !pool->options.divisor_override()) {
    const auto& o = pool->options;
    return AvgPool2d{.kernel = size_of(o.kernel_size(), true),
                     .stride = size_of(o.stride(), true),
                     .padding = size_of(o.padding(), true),
                     .ceil_mode = o.ceil_mode(),
                     .count_include_pad = o.count_include_pad()};
  }
  if (const auto* pool = module.as<::torch::nn::AdaptiveAvgPool2d>()) {
    const auto& o = *pool->options.output_size();
    return AdaptiveAvgPool2d{.size = {o[0].value_or(0), o[1].value_or(0)}};
  }
  if (const auto* dropout = module.as<::torch::nn::Dropout>())
    return Dropout{.p = dropout->options.p(), .inplace = dropout->options.inplace()};
  if (const auto* gelu = module.as<::torch::nn::GELU>(); gelu != nullptr && gelu->options.approximate() == "none")
    return GELU{};
  if (const auto* norm = module.as<::torch::nn::LayerNorm>()) {
    LayerNorm layer{.eps = norm->options.eps()};
    for (const std::int64_t size : norm->options.normalized_shape()) layer.shape = layer.shape.with_back(size);
    return layer;
  }
  if (const auto* norm = module.as<::torch::nn::GroupNorm>(); norm != nullptr && norm->options.affine()) {
    const auto& o = norm->options;
    return GroupNorm{.channels = o.num_channels(), .groups = o.num_groups(), .eps = o.eps()};
  }
  if (const auto* attention = module.as<::torch::nn::MultiheadAttention>()) {
    const auto& o = attention->options;
    return MultiheadAttention{.embed_dim = o.embed_dim(), .heads = o.num_heads(), .dropout = o.dropout()};
  }
  if (module.as<::torch::nn::Flatten>() != nullptr) return Flatten{};
  if (module.as<::torch::nn::Sequential>() != nullptr) return Sequential{};
  return Block{std::string_view(python_class_name(module))};
}

}  // namespace graft::detail
