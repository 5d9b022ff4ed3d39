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

/// Calls `work(i)` once for each i below `count`, on `threads` threads, of which the calling one is the first. What the others
/// call of LibTorch and oneDNN runs in their thread alone; for the calling one see OneThread.
///
/// The threads take the indices in order. After an exception they take no more; when all have finished, this function throws
/// the exception of the lowest i, as a loop would. Where the system gives fewer threads, those do all the work.
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
    while (helpers.size() + 1 < std::min(threads, count))
      helpers.emplace_back([&] {
        use_one_thread_here();
        take_turns();
      });
  } catch (const std::exception&) {
    // The system gives no more threads: those that run do all the work.
  }
  take_turns();
  for (std::thread& helper : helpers) helper.join();
  if (error) std::rethrow_exception(error);
}

}  // namespace graft::detail
