#pragma once

#include <cstdint>
#include <string>
#include <thread>

#include <graft/core/error.hpp>
#include <graft/runtime/gateway.hpp>

namespace graft {

/// Where a network computes.
enum class Device : std::uint8_t {
  automatic,  ///< CUDA where LibTorch finds one, else the CPU
  cpu,
  cuda,
};

/// LibTorch's device for a choice. Errors: UsageError when CUDA is asked for and absent.
[[nodiscard]] inline ::torch::Device resolve(Device device) {
  const bool cuda = ::torch::cuda::is_available();
  if (device == Device::cuda && !cuda)
    throw UsageError("device cuda was asked for, but this LibTorch finds no CUDA device; use Device::automatic or Device::cpu");
  return device != Device::cpu && cuda ? ::torch::Device(::torch::kCUDA) : ::torch::Device(::torch::kCPU);
}

/// Sets the threads that LibTorch computes with; 0 stands for all processors. It holds for the whole process.
///
/// Needed because LibTorch as Debian builds it starts with one thread.
inline void use_threads(int threads) {
  if (threads < 0) throw UsageError("threads must be 0 (all processors) or more, got " + std::to_string(threads));
  const int all = static_cast<int>(std::thread::hardware_concurrency());
  ::torch::set_num_threads(threads > 0 ? threads : (all > 0 ? all : 1));
}

}  // namespace graft
