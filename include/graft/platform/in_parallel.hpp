#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include <graft/platform/one_thread.hpp>

namespace graft::detail {

/// Calls `work(i)` once for each i below `count`, on `threads` threads, the calling one included. In the other threads,
/// LibTorch and oneDNN use one thread each; for the calling one see OneThread.
///
/// Indices are taken in order. After an exception no more are taken; when all threads have finished, the exception of the
/// lowest i is rethrown, as in a loop. Where the system cannot start as many threads, fewer do the work.
template <class Work>
void in_parallel(std::size_t count, std::size_t threads, const Work& work) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;  // guards the two below
  std::size_t failed = count;
  std::exception_ptr error;
  const auto work_until_done = [&]() noexcept {
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
    while (helpers.size() + 1 < std::min(threads, count))
      helpers.emplace_back([&] {
        use_one_thread_here();
        work_until_done();
      });
  } catch (const std::exception&) {
    // No more threads can be started: those that run do all the work.
  }
  work_until_done();
  for (std::thread& helper : helpers) helper.join();
  if (error) std::rethrow_exception(error);
}

}  // namespace graft::detail
