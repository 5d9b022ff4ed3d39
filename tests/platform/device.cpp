#include "support/torch_doctest.hpp"

#include <thread>

#include <graft/platform/device.hpp>

#include "weights/scratch.hpp"

namespace device_tests {

using namespace graft;

TEST_CASE("automatic takes CUDA where there is one, and asking for what is absent is an error") {
  CHECK(resolve(Device::cpu).is_cpu());
  CHECK(resolve(Device::automatic).is_cuda() == torch::cuda::is_available());
  if (torch::cuda::is_available()) {
    CHECK(resolve(Device::cuda).is_cuda());
  } else {
    CHECK(scratch::complaint<UsageError>([] { (void)resolve(Device::cuda); }).starts_with("device cuda was asked for, but"));
  }
}

TEST_CASE("threads are set for the whole process; none is all, and fewer than none is an error") {
  const int before = torch::get_num_threads();
  use_threads(1);
  CHECK(torch::get_num_threads() == 1);
  use_threads(0);
  CHECK(torch::get_num_threads() == static_cast<int>(std::thread::hardware_concurrency()));
  CHECK(scratch::complaint<UsageError>([] { use_threads(-1); }) == "threads must be 0 (all processors) or more, got -1");
  CHECK(scratch::complaint<UsageError>([] { use_threads(1'000'000); }).starts_with("threads must be at most "));
  torch::set_num_threads(before);
}

}  // namespace device_tests
