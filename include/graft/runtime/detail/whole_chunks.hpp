#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include <graft/runtime/gateway.hpp>
#include <graft/runtime/one_thread.hpp>

namespace graft::detail {

/// Calls `work(begin)` for chunks of `chunk` examples of `count`, as many at a time as LibTorch has threads, each in one thread
/// alone: threads that share the work of a layer wait for each other at its end. Returns how many examples were done; what is left
/// is not enough for all threads.
/// Errors: what `work` throws, the first of it.
inline std::int64_t run_whole_chunks(std::int64_t count, std::int64_t chunk, const std::function<void(std::int64_t begin)>& work) {
  const std::int64_t threads = ::torch::get_num_threads();
  const std::int64_t chunks = count / chunk / threads * threads;
  const auto set_threads = openmp_set_threads();
  if (threads < 2 || chunks == 0 || set_threads == nullptr) return 0;

  std::atomic<std::int64_t> next = 0;
  std::mutex mutex;
  std::exception_ptr problem;
  const auto run = [&] {
    try {
      for (std::int64_t mine = next++; mine < chunks; mine = next++) work(mine * chunk);
    } catch (...) {
      next = chunks;
      const std::lock_guard lock(mutex);
      if (!problem) problem = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    try {
      for (std::int64_t thread = 1; thread < threads; ++thread)
        others.emplace_back([&] {
          use_one_thread_here();
          run();
        });
    } catch (const std::system_error&) {  // no more threads to be had: those that are there do it
    }
    set_threads(1);
    run();
    set_threads(static_cast<int>(threads));
  }
  if (problem) std::rethrow_exception(problem);
  return chunks * chunk;
}

}  // namespace graft::detail
