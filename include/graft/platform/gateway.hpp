#pragma once

/// The only file of graft that includes LibTorch.
///
/// `ivalue.h` comes first: with LibTorch 1.13 and libstdc++ 12, clang in C++20 mode rejects `torch/torch.h` otherwise, because
/// a constexpr `std::vector<c10::IValue>` is instantiated there while IValue is still incomplete.
// clang-format off
#include <ATen/core/ivalue.h>
#include <ATen/autocast_mode.h>
#include <torch/torch.h>
#include <torch/csrc/autograd/graph_task.h>
// clang-format on
