#pragma once

#include <algorithm>
#include <string>
#include <thread>

#include <graft/core/exceptions.hpp>
#include <graft/platform/device.hpp>

namespace graft {

::torch::Device resolve(Device device) {
  const bool cuda = ::torch::cuda::is_available();
  if (device == Device::cuda && !cuda)
    throw UsageError("device cuda was asked for, but this LibTorch finds no CUDA device; use Device::automatic or Device::cpu");
  return device != Device::cpu && cuda ? ::torch::Device(::torch::kCUDA) : ::torch::Device(::torch::kCPU);
}

void use_threads(int threads) {
  if (threads < 0) throw UsageError("threads must be 0 (all processors) or more, got " + std::to_string(threads));
  const int all = static_cast<int>(std::thread::hardware_concurrency());
  const int most = std::max(64, 4 * all);  // more than that only wait for each other, so long that it looks like a hang
  if (threads > most)
    throw UsageError("threads must be at most " + std::to_string(most) + " on this machine, got " + std::to_string(threads));
  ::torch::set_num_threads(threads > 0 ? threads : (all > 0 ? all : 1));
}

}  // namespace graft
