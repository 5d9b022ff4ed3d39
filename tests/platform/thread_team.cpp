#include "support/torch_doctest.hpp"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <graft/platform/device.hpp>
#include <graft/platform/number_pool.hpp>
#include <graft/platform/thread_team.hpp>

namespace thread_team_tests {

using namespace graft;
using graft::detail::ThreadTeam;

TEST_CASE("a team does each part once, neighbours in one thread, each thread alone, and the caller gets its threads back") {
  const int before = torch::get_num_threads();
  use_threads(2);
  {
    ThreadTeam team(3);
    REQUIRE(team.size() == 3);
    for (const std::int64_t parts : {0, 1, 2, 7, 30}) {
      std::vector<std::atomic<int>> done(static_cast<std::size_t>(parts));
      std::vector<std::size_t> by(static_cast<std::size_t>(parts));
      std::atomic<int> shared = 0;
      team.run(parts, [&](std::int64_t part, std::size_t thread) {
        ++done[static_cast<std::size_t>(part)];
        by[static_cast<std::size_t>(part)] = thread;
        if (torch::get_num_threads() != 1) ++shared;
      });
      CHECK(shared == 0);
      for (std::size_t i = 0; i < done.size(); ++i) {
        CHECK(done[i] == 1);
        CHECK(by[i] >= (i == 0 ? 0 : by[i - 1]));
      }
    }
  }
  CHECK(torch::get_num_threads() == 2);
  use_threads(before);
}

TEST_CASE("what a part throws reaches the caller, and the team goes on") {
  ThreadTeam team(2);
  for (const std::int64_t bad : {0, 9}) {
    CHECK_THROWS_WITH(team.run(10,
                               [&](std::int64_t part, std::size_t) {
                                 if (part == bad) throw std::runtime_error("part " + std::to_string(part));
                               }),
                      ("part " + std::to_string(bad)).c_str());
    std::atomic<int> done = 0;
    team.run(4, [&](std::int64_t, std::size_t) { ++done; });
    CHECK(done == 4);
  }
}

TEST_CASE("numbers that nobody has any more are given again to who wants as many, and may outlive their pool") {
  graft::detail::NumberPool::Numbers kept;
  {
    graft::detail::NumberPool pool;
    auto first = pool.take(1000);
    const float* const where = first.get();
    CHECK(reinterpret_cast<std::uintptr_t>(where) % 64 == 0);
    CHECK(pool.take(1000).get() != where);
    first.reset();
    CHECK(pool.take(999).get() != where);
    kept = pool.take(1000);
    kept = pool.take(1000);  // of the two that are there, one after the other
    kept[999] = 3;
    CHECK(pool.take(0) != nullptr);
  }
  CHECK(kept[999] == 3);
}

}  // namespace thread_team_tests
