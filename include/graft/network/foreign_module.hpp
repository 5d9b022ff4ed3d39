#pragma once

#include <functional>
#include <memory>
#include <string>

#include <graft/platform/gateway.hpp>

namespace graft {

/// A user's own module for a network: its path in the graph, the module, and its type-erased forward.
struct ForeignModule {
  std::string path;
  std::shared_ptr<::torch::nn::Module> module;
  std::function<::torch::Tensor(const ::torch::Tensor&)> forward;
};

/// Wraps a module that has `torch::Tensor forward(torch::Tensor)`, which `torch::nn::Module` itself does not declare.
template <class M>
[[nodiscard]] ForeignModule foreign_module(std::string path, std::shared_ptr<M> module) {
  return {std::move(path), module, [module](const ::torch::Tensor& input) { return module->forward(input); }};
}

}  // namespace graft
