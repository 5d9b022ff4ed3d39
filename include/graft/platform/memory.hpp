#pragma once

#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace graft {

/// Makes the C library keep freed memory instead of giving it back; it holds for the whole process, and cannot be undone.
///
/// LibTorch allocates each intermediate value anew. glibc maps such large blocks one by one and unmaps them when freed, so that
/// every pass over a network faults in all its pages again: a third of the time of a forward pass on a CPU. The price is that
/// the process stays as large as it was at its peak, and that its heap can grow where large tensors of one size come and go
/// alone: glibc's aligned allocation asks for a little more than the hole that such a tensor leaves. Does nothing with other C
/// libraries.
inline void keep_freed_memory() {
#if defined(__GLIBC__)
  ::mallopt(M_MMAP_MAX, 0);
  ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
  ::mallopt(M_TOP_PAD, 64 << 20);
#endif
}

}  // namespace graft
