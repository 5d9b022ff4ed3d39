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
  /// `may_overwrite` says that nobody else needs the input.
  std::function<::torch::Tensor(const ::torch::Tensor& input, bool may_overwrite)> forward{};
  /// Whether what `forward` gives may be overwritten: it is no view of its input, and its own backward pass does not need it.
  bool gives_free = false;
  ::torch::Tensor parameter{};  ///< instead of a module
};

/// What the calls of a table are executed with: the modules of its rows, and the layers that are no modules, by call.
struct Leaves {
  std::vector<Leaf> modules{};
  std::vector<Leaf> functions{};
};

/// The module of a layer that LibTorch has no module for: a container, which the network runs, or a function without
/// parameters.
struct LayerModule : ::torch::nn::Module {
  explicit LayerModule(const Layer& of) : ::torch::nn::Module(class_name(of)), layer(of) {}
  Layer layer;
};

}  // namespace graft::detail
