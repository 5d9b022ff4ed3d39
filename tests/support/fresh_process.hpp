#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <string>

namespace graft_tests {

/// Whether a test case of this program, which others skip, passes in a process of its own, there with an environment variable
/// such as `NAME=value` if one is given. A comma would make two names of one, of which none is there.
inline bool passes_in_a_fresh_process(const std::string& name, std::string variable = {}) {
  if (name.find(',') != std::string::npos) return false;
  const std::string filter = "--test-case=" + name;
  const pid_t child = ::fork();
  if (child == 0) {
    if (!variable.empty()) ::putenv(variable.data());
    ::execl("/proc/self/exe", "tests", filter.c_str(), "--no-skip", "--minimal", nullptr);
    ::_exit(1);
  }
  int status = 1;
  return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace graft_tests
