#pragma once

#include <string>

#include <graft/platform/gateway.hpp>
#include <graft/weights/module_state.hpp>

namespace graft {

StateDict state_dict(const ::torch::nn::Module& module) {
  StateDict tensors;
  const auto add = [&](const auto& self, const ::torch::nn::Module& part, const std::string& prefix) -> void {
    for (const auto& parameter : part.named_parameters(false)) tensors.set(prefix + parameter.key(), parameter.value());
    for (const auto& buffer : part.named_buffers(false)) tensors.set(prefix + buffer.key(), buffer.value());
    for (const auto& child : part.named_children()) self(self, *child.value(), prefix + child.key() + ".");
  };
  add(add, module, "");
  return tensors;
}

}  // namespace graft
