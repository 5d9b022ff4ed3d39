#include "support/torch_doctest.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <graft/platform/device.hpp>
#include <graft/platform/whole_chunks.hpp>

namespace whole_chunks_tests {

using namespace graft;

/// With so many threads of LibTorch's, to the end of the scope.
struct Threads {
  int before = torch::get_num_threads();
  explicit Threads(int count) { use_threads(count); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  ~Threads() { use_threads(before); }
};

TEST_CASE("as many whole chunks as there are threads for are done, each once; the rest is left") {
  const Threads threads(3);
  for (const auto& [count, done] :
       std::vector<std::pair<std::int64_t, std::int64_t>>{{0, 0}, {11, 0}, {12, 12}, {23, 12}, {24, 24}, {50, 48}}) {
    std::mutex mutex;
    std::multiset<std::int64_t> begun;
    CHECK(graft::detail::run_whole_chunks(count, 4, [&](std::int64_t begin) {
            const std::lock_guard lock(mutex);
            begun.insert(begin);
          }) == done);
    std::multiset<std::int64_t> wanted;
    for (std::int64_t begin = 0; begin < done; begin += 4) wanted.insert(begin);
    CHECK((begun == wanted));
  }
}

TEST_CASE("each chunk has one thread, several are under way at once, and the caller gets its own threads back") {
  const Threads threads(2);
  std::atomic<int> begun = 0, met = 0, alone = 0;
  CHECK(graft::detail::run_whole_chunks(2, 1, [&](std::int64_t) {
          alone += torch::get_num_threads() == 1 ? 1 : 0;
          ++begun;
          const auto enough = std::chrono::steady_clock::now() + std::chrono::seconds(20);
          while (begun < 2 && std::chrono::steady_clock::now() < enough) std::this_thread::yield();
          met += begun == 2 ? 1 : 0;
        }) == 2);
  CHECK(met == 2);
  CHECK(alone == 2);
  CHECK(torch::get_num_threads() == 2);
}

TEST_CASE("with one thread nothing is done") {
  const Threads threads(1);
  CHECK(graft::detail::run_whole_chunks(64, 8, [](std::int64_t) { throw std::logic_error("not here"); }) == 0);
}

TEST_CASE("what a chunk throws comes out, and no more chunks are begun") {
  const Threads threads(2);
  std::atomic<int> begun = 0;
  const auto fail = [&](std::int64_t begin) {
    ++begun;
    if (begin == 0) throw std::runtime_error("no room for the first");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  };
  CHECK_THROWS_WITH_AS((void)graft::detail::run_whole_chunks(100, 1, fail), "no room for the first", std::runtime_error);
  CHECK(begun < 100);
  CHECK(torch::get_num_threads() == 2);
}

}  // namespace whole_chunks_tests
