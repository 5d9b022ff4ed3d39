#pragma once

#include <graft/platform/gateway.hpp>
#include <graft/weights/state/state_dict.hpp>

namespace graft {

/// The live tensors of a module under Python's names and in Python's order: module by module, parameters, then buffers.
///
/// LibTorch's own `named_parameters()` and `named_buffers()` keep the two apart. The tensors share memory with the module.
/// Source: torch.nn.Module.state_dict.
[[nodiscard]] StateDict state_dict(const ::torch::nn::Module& module);

}  // namespace graft
