#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <thread>

namespace graft::detail {

/// The number of threads for reading or checking so many bytes: as many as the machine has, but at most four, where memory is
/// the limit, and one more for each 4 MiB only.
inline std::size_t threads_for(std::uint64_t bytes) {
  constexpr std::uint64_t most = 4;
  constexpr std::uint64_t worth_one = 4 * 1024 * 1024;
  return static_cast<std::size_t>(
      std::min({most, std::uint64_t{std::max(1U, std::thread::hardware_concurrency())}, 1 + bytes / worth_one}));
}

}  // namespace graft::detail
