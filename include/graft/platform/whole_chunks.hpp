#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>

#include <graft/platform/gateway.hpp>
#include <graft/platform/one_thread.hpp>
#include <graft/platform/thread_team.hpp>

namespace graft::detail {

/// Calls `work(begin)` for chunks of `chunk` examples of `count`, as many at a time as LibTorch has threads, each in one thread
/// alone: threads that share the work of a layer wait for each other at its end. Returns how many examples were done; what is
/// left is not enough for all threads. Errors: what `work` throws, the first of it.
inline std::int64_t run_whole_chunks(std::int64_t count, std::int64_t chunk,
                                     const std::function<void(std::int64_t begin)>& work) {
  const std::int64_t threads = ::torch::get_num_threads();
  const std::int64_t chunks = count / chunk / threads * threads;
  if (threads < 2 || chunks == 0 || openmp_set_threads() == nullptr) return 0;

  // Whoever is free takes the next chunk: a processor that others use, too, holds up the rest no longer than for one.
  std::atomic<std::int64_t> next = 0;
  ThreadTeam team(threads);
  team.run(static_cast<std::int64_t>(team.size()), [&](std::int64_t, std::size_t) {
    try {
      for (std::int64_t mine = next++; mine < chunks; mine = next++) work(mine * chunk);
    } catch (...) {
      next = chunks;
      throw;
    }
  });
  return chunks * chunk;
}

}  // namespace graft::detail
