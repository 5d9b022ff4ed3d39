#include "support/torch_doctest.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <graft/runtime/memory.hpp>

namespace memory_tests {

/// Pages that the process had to fault in so far.
long faults() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return used.ru_minflt;
}

void use_and_free(std::int64_t mebibytes) { ::torch::ones({mebibytes << 20}, ::torch::kByte); }

TEST_CASE("keep_freed_memory keeps what a large tensor used for smaller ones behind it") {
#if defined(__GLIBC__)
  // In a process of its own: whether another test has set it already, or left a large heap, does not matter there.
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    graft::keep_freed_memory();
    for (int i = 0; i < 2; ++i) use_and_free(96);  // the first one shares the heap with what LibTorch sets up
    const long before = faults();
    use_and_free(64);
    ::_exit(faults() - before < 1000 ? 0 : 1);  // of the 16384 pages
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
#endif
}

}  // namespace memory_tests
