#include "support/torch_doctest.hpp"

#include <thread>

#include <graft/platform/device.hpp>
#include <graft/platform/one_thread.hpp>

namespace one_thread_tests {

using namespace graft;

TEST_CASE("one thread computes alone; the others keep what they have, and new ones get what was set for all") {
  const int before = torch::get_num_threads();
  use_threads(3);
  int here = 0, elsewhere = 0;
  std::thread([&] {
    use_one_thread_here();
    here = torch::get_num_threads();
    std::thread([&] { elsewhere = torch::get_num_threads(); }).join();
  }).join();
  CHECK(here == 1);
  CHECK(elsewhere == 3);
  CHECK(torch::get_num_threads() == 3);
  use_threads(before);
}

}  // namespace one_thread_tests
