#pragma once

#include <dlfcn.h>

#include <graft/runtime/gateway.hpp>

namespace graft {

/// Makes what this thread calls of LibTorch and oneDNN run in it alone, for a thread that is one of several which share the
/// processors. Other threads keep what they have.
///
/// LibTorch's own setting is for all threads that come later as well, so OpenMP is told, which counts per thread. Which OpenMP
/// that is, LibTorch has decided: it is looked up in the process. Where there is none, LibTorch has threads of its own.
inline void use_one_thread_here() {
  (void)::torch::get_num_threads();  // sets what new threads get, once; it must not come later
  if (void* const found = ::dlsym(RTLD_DEFAULT, "omp_set_num_threads")) reinterpret_cast<void (*)(int)>(found)(1);
}

}  // namespace graft
