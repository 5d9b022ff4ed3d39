#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <graft/graph/layer/extra_repr.hpp>
#include <graft/graph/layer/layer.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// A module of LibTorch and how to apply it, or a parameter that a container owns.
struct Leaf {
  std::shared_ptr<::torch::nn::Module> module{};
  /// `may_overwrite`: the input has no other use.
  std::function<::torch::Tensor(const ::torch::Tensor& input, bool may_overwrite)> forward{};
  /// Whether the result of `forward` may be overwritten: it is no view of the input, and its backward pass does not need it.
  bool overwritable = false;
  ::torch::Tensor parameter{};  ///< instead of a module
};

/// The leaves that execute the calls of a table.
struct Leaves {
  std::vector<Leaf> modules{};    ///< one a row of the table of modules
  std::vector<Leaf> functions{};  ///< one a call; set for layers that are no modules
};

/// The module of a layer that LibTorch has none for: a container, which the network runs, or a function without parameters.
struct LayerModule : ::torch::nn::Module {
  explicit LayerModule(const Layer& of) : ::torch::nn::Module(class_name(of)), layer(of) {}
  Layer layer;
};

/// The module of a LayerNorm2d: LibTorch's, over the channels of maps.
struct LayerNorm2dModule : ::torch::nn::LayerNormImpl {
  explicit LayerNorm2dModule(const LayerNorm2d& of)
      : ::torch::nn::LayerNormImpl(::torch::nn::LayerNormOptions({of.channels}).eps(of.eps)), layer(of) {}
  [[nodiscard]] ::torch::Tensor forward(const ::torch::Tensor& maps) {
    return ::torch::nn::LayerNormImpl::forward(maps.permute({0, 2, 3, 1})).permute({0, 3, 1, 2});
  }
  LayerNorm2d layer;
};

}  // namespace graft::detail
