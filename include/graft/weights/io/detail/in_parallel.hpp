#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace graft::detail {

/// The number of threads for reading or checking so many bytes: as many as the machine has, but at most four, where memory is
/// the limit, and one more for each 4 MiB only.
inline std::size_t threads_for(std::uint64_t bytes) {
  constexpr std::uint64_t most = 4;
  constexpr std::uint64_t worth_one = 4 * 1024 * 1024;
  return static_cast<std::size_t>(
      std::min({most, std::uint64_t{std::max(1U, std::thread::hardware_concurrency())}, 1 + bytes / worth_one}));
}

/// Calls `work(i)` once for each i below `count`, on `threads` threads, of which the calling one is the first.
///
/// The threads take the indices in order. After an exception they take no more; when all have finished, this function throws
/// the exception of the lowest i, as a loop would.
template <class Work>
void in_parallel(std::size_t count, std::size_t threads, const Work& work) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;  // guards the two below
  std::size_t failed = count;
  std::exception_ptr error;
  const auto take_turns = [&]() noexcept {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (i < failed) {
          failed = i;
          error = std::current_exception();
        }
        next = count;
      }
    }
  };
  std::vector<std::thread> helpers;
  helpers.reserve(threads);
  try {
    while (helpers.size() + 1 < std::min(threads, count)) helpers.emplace_back(take_turns);
  } catch (const std::exception&) {
    // The system gives no more threads: those that run do all the work.
  }
  take_turns();
  for (std::thread& helper : helpers) helper.join();
  if (error) std::rethrow_exception(error);
}

}  // namespace graft::detail
