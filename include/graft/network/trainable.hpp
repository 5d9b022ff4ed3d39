#pragma once

#include <string>
#include <vector>

#include <graft/platform/gateway.hpp>

namespace graft {

/// The names of the parameters that train, in the order of `state_dict`.
///
/// Example: freeze(net); unfreeze(net, "fc"); trainable(net);   // {"fc.weight", "fc.bias"}
[[nodiscard]] inline std::vector<std::string> trainable(const ::torch::nn::Module& net) {
  std::vector<std::string> names;
  for (const auto& parameter : net.named_parameters())
    if (parameter.value().requires_grad()) names.push_back(parameter.key());
  return names;
}

}  // namespace graft
