#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include <graft/platform/gateway.hpp>

#if defined(__unix__)
#include <sys/mman.h>
#endif

namespace graft::detail {

/// A pool of memory for batches, outside of the C library's heap.
///
/// Batches are large, are allocated by one thread and freed by another, and live while a network's intermediate values come and
/// go. In the heap they would fragment it, above all where freed memory is kept: see keep_freed_memory().
class BatchMemory : public std::enable_shared_from_this<BatchMemory> {
 public:
  BatchMemory() = default;
  BatchMemory(const BatchMemory&) = delete;
  BatchMemory& operator=(const BatchMemory&) = delete;
  ~BatchMemory() {
    for (const auto& [data, bytes] : free_) release(data, bytes);
  }

  /// An uninitialised tensor (N, 3, H, W) of floats, channels-last, whose memory returns to the pool with its last reference.
  [[nodiscard]] ::torch::Tensor images(std::int64_t count, std::int64_t height, std::int64_t width) {
    const std::size_t bytes = sizeof(float) * static_cast<std::size_t>(count * 3 * height * width);
    void* const data = take(bytes);
    return ::torch::from_blob(data, {count, 3, height, width}, {3 * height * width, 1, 3 * width, 3},
                              [pool = shared_from_this(), bytes](void* dropped) { pool->give(dropped, bytes); });
  }

 private:
  using Block = std::pair<void*, std::size_t>;

  [[nodiscard]] void* take(std::size_t bytes) {
    {
      const std::lock_guard lock(mutex_);
      for (auto& block : free_) {
        if (block.second != bytes) continue;
        void* const data = block.first;
        block = free_.back();
        free_.pop_back();
        return data;
      }
    }
    return acquire(bytes);
  }

  void give(void* data, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    free_.emplace_back(data, bytes);
  }

#if defined(__unix__)
  [[nodiscard]] static void* acquire(std::size_t bytes) {
    void* const data = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data == MAP_FAILED) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
    // A batch of 19 MB has 4700 small pages, each of which is a page fault when first written.
    ::madvise(data, bytes, MADV_HUGEPAGE);
#endif
    return data;
  }
  static void release(void* data, std::size_t bytes) { ::munmap(data, bytes); }
#else
  [[nodiscard]] static void* acquire(std::size_t bytes) { return ::operator new(bytes); }
  static void release(void* data, std::size_t) { ::operator delete(data); }
#endif

  std::mutex mutex_;  ///< guards `free_`: batches are dropped by the user's threads
  std::vector<Block> free_;
};

}  // namespace graft::detail
