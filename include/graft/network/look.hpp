#pragma once

#include <string>
#include <utility>
#include <vector>

#include <graft/platform/gateway.hpp>

namespace graft {

// Python's methods of the same names, for any `torch::nn::Module`: in the same order, shared modules and tensors once. Pointers
// to modules are valid until the network is edited or destroyed.

/// A module and its path, which is empty for the network itself.
using NamedModule = std::pair<std::string, ::torch::nn::Module*>;
/// A parameter or buffer and its path.
using NamedTensor = std::pair<std::string, ::torch::Tensor>;

/// The network and all modules inside it, parents before children.
[[nodiscard]] std::vector<NamedModule> named_modules(::torch::nn::Module& net);
[[nodiscard]] std::vector<::torch::nn::Module*> modules(::torch::nn::Module& net);

/// The direct children of the network.
[[nodiscard]] std::vector<NamedModule> named_children(::torch::nn::Module& net);
[[nodiscard]] std::vector<::torch::nn::Module*> children(::torch::nn::Module& net);

/// All parameters, frozen or not.
[[nodiscard]] std::vector<NamedTensor> named_parameters(const ::torch::nn::Module& net);
[[nodiscard]] std::vector<::torch::Tensor> parameters(const ::torch::nn::Module& net);

/// All buffers, such as running statistics.
[[nodiscard]] std::vector<NamedTensor> named_buffers(const ::torch::nn::Module& net);
[[nodiscard]] std::vector<::torch::Tensor> buffers(const ::torch::nn::Module& net);

}  // namespace graft
