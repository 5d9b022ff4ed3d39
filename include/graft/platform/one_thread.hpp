#pragma once

#include <dlfcn.h>

#include <graft/platform/gateway.hpp>

namespace graft {

namespace detail {

/// Sets how many threads OpenMP computes with for the calling thread, or null where LibTorch has threads of its own. Which
/// OpenMP that is, LibTorch has decided: it is looked up in the process.
[[nodiscard]] inline auto openmp_set_threads() {
  static const auto found = reinterpret_cast<void (*)(int)>(::dlsym(RTLD_DEFAULT, "omp_set_num_threads"));
  return found;
}

}  // namespace detail

/// Makes what this thread calls of LibTorch and oneDNN run in it alone, for a thread that is one of several which share the
/// processors. Other threads keep what they have.
///
/// LibTorch's own setting is for all threads that come later as well, so OpenMP is told, which counts per thread. Where there
/// is none, nothing changes.
inline void use_one_thread_here() {
  (void)::torch::get_num_threads();  // sets what new threads get, once; it must not come later
  if (const auto set = detail::openmp_set_threads()) set(1);
}

/// The same for as long as it lives; then the thread has what it had.
class OneThread {
 public:
  OneThread() : before_(::torch::get_num_threads()) { use_one_thread_here(); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;
  ~OneThread() {
    if (const auto set = detail::openmp_set_threads()) set(before_);
  }

 private:
  int before_;
};

}  // namespace graft
