#pragma once

#include <string>
#include <utility>
#include <vector>

#include <graft/platform/gateway.hpp>

namespace graft {

// What Python's methods of the same names give, for a network of graft's and for any `torch::nn::Module`: in the same order,
// what is shared once. Modules are named as long as the network lives and is not edited.

/// A module and its path; the network's own is empty.
using NamedModule = std::pair<std::string, ::torch::nn::Module*>;
/// A parameter or buffer and its path.
using NamedTensor = std::pair<std::string, ::torch::Tensor>;

/// The network and every module inside it, each before what is inside it.
[[nodiscard]] std::vector<NamedModule> named_modules(::torch::nn::Module& net);
[[nodiscard]] std::vector<::torch::nn::Module*> modules(::torch::nn::Module& net);

/// The modules directly inside the network.
[[nodiscard]] std::vector<NamedModule> named_children(::torch::nn::Module& net);
[[nodiscard]] std::vector<::torch::nn::Module*> children(::torch::nn::Module& net);

/// Every parameter, frozen or not.
[[nodiscard]] std::vector<NamedTensor> named_parameters(const ::torch::nn::Module& net);
[[nodiscard]] std::vector<::torch::Tensor> parameters(const ::torch::nn::Module& net);

/// Every buffer: running statistics and the like.
[[nodiscard]] std::vector<NamedTensor> named_buffers(const ::torch::nn::Module& net);
[[nodiscard]] std::vector<::torch::Tensor> buffers(const ::torch::nn::Module& net);

}  // namespace graft
