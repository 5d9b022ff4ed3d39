#include "support/torch_doctest.hpp"

#include <sys/resource.h>

#include <graft/platform/memory.hpp>

#include "support/fresh_process.hpp"

namespace memory_tests {

/// Pages that the process had to fault in so far.
long faults() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return used.ru_minflt;
}

void use_and_free(std::int64_t mebibytes) { ::torch::ones({mebibytes << 20}, ::torch::kByte); }

#if defined(__GLIBC__)
constexpr const char* in_a_fresh_process = "freed memory is kept in a fresh process";

TEST_CASE(in_a_fresh_process* doctest::skip()) {
  graft::keep_freed_memory();
  for (int i = 0; i < 2; ++i) use_and_free(96);  // the first one shares the heap with what LibTorch sets up
  const long before = faults();
  use_and_free(64);
  CHECK(faults() - before < 1000);  // of the 16384 pages
  graft::trim_freed_memory();
  const long trimmed = faults();
  use_and_free(64);
  CHECK(faults() - trimmed > 10'000);
}

TEST_CASE("keep_freed_memory keeps what a large tensor used for smaller ones behind it, until trim_freed_memory") {
  // In a program of its own: what other tests set, and the holes that they left in the heap, do not matter there.
  CHECK(graft_tests::passes_in_a_fresh_process(in_a_fresh_process));
}
#endif

}  // namespace memory_tests
