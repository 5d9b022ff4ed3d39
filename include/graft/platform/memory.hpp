#pragma once

#include <atomic>
#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace graft {
namespace detail {

inline std::atomic<bool> freed_memory_is_kept = false;

}  // namespace detail

/// Makes glibc keep freed memory instead of returning it to the system, for the whole process; it cannot be undone. Does
/// nothing with other C libraries.
///
/// LibTorch allocates each intermediate value anew. glibc maps such large blocks one by one and unmaps them when freed, so that
/// every pass over a network faults in all its pages again, which takes a third of the time of a forward pass on a CPU. The
/// price: the process stays as large as at its peak until trim_freed_memory(), and its heap can grow where large tensors of one
/// size are allocated and freed on their own, since glibc's aligned allocation asks for a little more than the hole that such a
/// tensor leaves.
inline void keep_freed_memory() {
#if defined(__GLIBC__)
  ::mallopt(M_MMAP_MAX, 0);
  ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
  ::mallopt(M_TOP_PAD, 64 << 20);
  detail::freed_memory_is_kept = true;
#endif
}

/// Returns to the system what is kept because of keep_freed_memory(): at the end of a training, so that a long process does not
/// stay as large as the largest of them, nor grow with the holes in its heap. What is allocated next faults in its pages again.
/// Does nothing where keep_freed_memory() was not called.
inline void trim_freed_memory() {
#if defined(__GLIBC__)
  if (detail::freed_memory_is_kept) ::malloc_trim(0);
#endif
}

}  // namespace graft
