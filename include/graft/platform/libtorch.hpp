#pragma once

/// All of LibTorch's C++ interface, as `torch/torch.h` has it, for who includes all of graft: `torch::nn::Sequential`,
/// `torch::data`, `torch::save` and the rest. graft's own headers need less, see platform/gateway.hpp, which comes first.

#include <graft/platform/gateway.hpp>

#include <torch/torch.h>
