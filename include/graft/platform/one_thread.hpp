#pragma once

#include <dlfcn.h>

#include <graft/platform/gateway.hpp>

namespace graft {

namespace detail {

/// OpenMP's function that sets the number of threads of the calling thread; null where LibTorch has a thread pool of its own.
/// Looked up in the process, since it must be of the OpenMP library that LibTorch uses.
[[nodiscard]] inline auto openmp_set_threads() {
  static const auto found = reinterpret_cast<void (*)(int)>(::dlsym(RTLD_DEFAULT, "omp_set_num_threads"));
  return found;
}

}  // namespace detail

/// Makes LibTorch and oneDNN use a single thread when called from this one, which shares the processors with others.
///
/// LibTorch's own setting also affects threads that are started later, so OpenMP's is used, which is per thread. Without
/// OpenMP, nothing changes.
inline void use_one_thread_here() {
  (void)::torch::get_num_threads();  // its first call sets the number for the process, which must not happen later
  if (const auto set = detail::openmp_set_threads()) set(1);
}

/// The same for the lifetime of the object.
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
