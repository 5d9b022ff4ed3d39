#pragma once

/// The parts of LibTorch that graft's headers use: tensors, modules, optimizers. `torch/torch.h`, which takes a fifth more time
/// and memory to compile, is in platform/libtorch.hpp. No other file of graft includes LibTorch.
///
/// `ivalue.h` comes first: with LibTorch 1.13 and libstdc++ 12, clang in C++20 mode rejects `torch/types.h` otherwise,
/// because a constexpr `std::vector<c10::IValue>` is instantiated there while IValue is still incomplete.
// clang-format off
#include <ATen/core/ivalue.h>
#include <ATen/autocast_mode.h>
#include <torch/types.h>
#include <torch/cuda.h>
#include <torch/utils.h>
#include <torch/version.h>
#include <torch/nn/init.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>
#include <torch/nn/modules/pooling.h>
#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/rmsprop.h>
#include <torch/optim/sgd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/graph_task.h>
// clang-format on
