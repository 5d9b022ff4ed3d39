#pragma once

#include <cstdint>

#include <graft/core/exceptions.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// The device that a network computes on.
enum class Device : std::uint8_t {
  automatic,  ///< CUDA where LibTorch finds one, else the CPU
  cpu,
  cuda,
};

/// LibTorch's device for a choice.
/// Errors: UsageError when CUDA is asked for and absent.
[[nodiscard]] ::torch::Device resolve(Device device);

/// Sets the number of threads that LibTorch computes with, for the whole process; 0 stands for all processors.
///
/// Debian's LibTorch starts with one thread.
/// Errors: UsageError for a negative number, and for more than the larger of 64 and four times the processors.
void use_threads(int threads);

}  // namespace graft
