#include "support/torch_doctest.hpp"

#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <graft/platform/in_parallel.hpp>
#include <graft/weights/io/detail/threads_for.hpp>

namespace in_parallel_tests {

using graft::detail::in_parallel;

TEST_CASE("each number is worked on once, by one thread or several") {
  for (const std::size_t threads : {std::size_t{1}, std::size_t{4}, std::size_t{100}}) {
    std::vector<int> worked(57, 0);  // plain memory: each entry belongs to who has its number
    in_parallel(worked.size(), threads, [&](std::size_t i) { ++worked[i]; });
    for (const int times : worked) CHECK(times == 1);
  }
  in_parallel(0, 4, [](std::size_t) { FAIL("there was nothing to do"); });
}

TEST_CASE("the exception of the lowest number comes out, after which no number is begun") {
  for (const std::size_t threads : {std::size_t{1}, std::size_t{4}}) {
    std::atomic<std::size_t> begun{0};
    const auto work = [&](std::size_t i) {
      ++begun;
      if (i >= 3) throw std::runtime_error(std::to_string(i));
    };
    CHECK_THROWS_WITH_AS(in_parallel(1000, threads, work), "3", std::runtime_error);
    CHECK(begun <= 3 + threads);
  }
}

TEST_CASE("small files are read by one thread, large ones by no more than four") {
  CHECK(graft::detail::threads_for(0) == 1);
  CHECK(graft::detail::threads_for(1 << 20) == 1);
  CHECK(graft::detail::threads_for(std::uint64_t{1} << 40) <= 4);
}

}  // namespace in_parallel_tests
