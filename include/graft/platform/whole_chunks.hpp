#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include <graft/platform/gateway.hpp>
#include <graft/platform/in_parallel.hpp>
#include <graft/platform/one_thread.hpp>

namespace graft::detail {

/// Calls `work(begin)` for whole chunks of `chunk` out of `count` examples, one chunk a thread in as many threads as LibTorch
/// has, since threads that share the work of a layer wait for each other at its end. Returns the number of examples done; those
/// left are not enough for all threads.
/// Errors: the first exception of `work`.
inline std::int64_t run_whole_chunks(std::int64_t count, std::int64_t chunk,
                                     const std::function<void(std::int64_t begin)>& work) {
  const std::int64_t threads = ::torch::get_num_threads();
  const std::int64_t chunks = count / chunk / threads * threads;
  if (threads < 2 || chunks == 0 || openmp_set_threads() == nullptr) return 0;
  const OneThread alone;
  in_parallel(static_cast<std::size_t>(chunks), static_cast<std::size_t>(threads),
              [&](std::size_t which) { work(static_cast<std::int64_t>(which) * chunk); });
  return chunks * chunk;
}

}  // namespace graft::detail
