#include "support/torch_doctest.hpp"

#include <fstream>
#include <string>

#include <graft/runtime/memory.hpp>

namespace memory_tests {

/// Kilobytes that the process has in memory.
long resident() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
  return 0;
}

void use_and_free(std::size_t bytes) { ::torch::ones({static_cast<std::int64_t>(bytes)}, ::torch::kByte); }

TEST_CASE("keep_freed_memory keeps what a large tensor used for the next one") {
#if defined(__GLIBC__)
  graft::keep_freed_memory();
  const long before = resident();
  if (before == 0) return;  // no /proc
  use_and_free(std::size_t{96} << 20);
  CHECK(resident() - before > 64 * 1024);
  const long kept = resident();
  for (int i = 0; i < 4; ++i) use_and_free(std::size_t{96} << 20);
  CHECK(resident() - kept < 8 * 1024);
#endif
}

}  // namespace memory_tests
