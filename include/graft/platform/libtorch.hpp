#pragma once

/// All of LibTorch's C++ interface, `torch/torch.h`, for programs that include all of graft: `torch::nn::Sequential`,
/// `torch::data`, `torch::save` and the rest. graft's own headers need less, see platform/gateway.hpp, which comes first.

#include <graft/platform/gateway.hpp>

#include <torch/torch.h>
