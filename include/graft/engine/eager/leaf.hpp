#pragma once

#include <functional>
#include <memory>

#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// A module of LibTorch and how to apply it; `may_overwrite` says that nobody else needs the input.
struct Leaf {
  std::shared_ptr<::torch::nn::Module> module;
  std::function<::torch::Tensor(const ::torch::Tensor& input, bool may_overwrite)> forward;
};

/// A module that owns others and is run by the network.
struct Container : ::torch::nn::Module {
  using ::torch::nn::Module::Module;
};

}  // namespace graft::detail
