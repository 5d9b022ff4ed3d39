#pragma once

#include <cstddef>
#include <cstdint>

#include <sys/mman.h>
#include <unistd.h>

#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// Memory for the storages of one file.
///
/// Large storages lie side by side in one region of address space, for which the kernel is asked to use huge pages: dozens of
/// page faults instead of tens of thousands, which cost more than reading the file. Each storage is freed on its own, with its
/// last tensor. Where there is no region, and for small storages, LibTorch allocates.
class StorageMemory {
 public:
  /// The bytes that a storage of `size` bytes takes of the region: whole pages, or 0 if it is small.
  static std::size_t mapped_size(std::uint64_t size) {
    constexpr std::uint64_t large = 128 * 1024;  // the size from which the C library maps blocks, too
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return size < large ? 0 : (static_cast<std::size_t>(size) + page - 1) / page * page;
  }

  /// `size`: of the region, the sum of the storages' mapped sizes. Memory is allocated when it is written to, not here.
  explicit StorageMemory(std::size_t size) {
    if (size < huge_page) return;
    const std::size_t length = size + huge_page;
    void* const mapped = ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) return;
    const std::size_t unaligned = reinterpret_cast<std::uintptr_t>(mapped) % huge_page;
    const std::size_t skipped = unaligned == 0 ? 0 : huge_page - unaligned;
    next_ = static_cast<std::byte*>(mapped) + skipped;
    left_ = length - skipped;
    if (skipped > 0) ::munmap(mapped, skipped);
#ifdef MADV_HUGEPAGE
    ::madvise(next_, size / huge_page * huge_page, MADV_HUGEPAGE);  // no more than is going to be used
#endif
  }

  StorageMemory(const StorageMemory&) = delete;
  StorageMemory& operator=(const StorageMemory&) = delete;
  ~StorageMemory() {
    if (left_ > 0) ::munmap(next_, left_);
  }

  /// A storage of `size` bytes, uninitialised.
  ::torch::Tensor take(std::uint64_t size) {
    const auto count = static_cast<std::int64_t>(size);
    const std::size_t part = mapped_size(size);
    if (part == 0 || part > left_) return ::torch::empty({count}, ::torch::kByte);
    std::byte* const data = next_;
    next_ += part;
    left_ -= part;
    return ::torch::from_blob(
        data, {count}, [part](void* dropped) { ::munmap(dropped, part); }, ::torch::kByte);
  }

 private:
  static constexpr std::size_t huge_page = 2 * 1024 * 1024;

  std::byte* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace graft::detail
