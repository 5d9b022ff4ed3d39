#pragma once

#include <graft/platform/gateway.hpp>
#include <graft/weights/state/state_dict.hpp>

namespace graft {

/// The tensors of a module, not copied, under Python's names and in Python's order: module by module, parameters, then buffers.
///
/// LibTorch's own `named_parameters()` and `named_buffers()` list the two apart.
/// Source: torch.nn.Module.state_dict.
[[nodiscard]] StateDict state_dict(const ::torch::nn::Module& module);

}  // namespace graft
