#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// A pool of workspaces for scratchpads: as many as programs run at the same time. Thread-safe.
class Workspaces {
 public:
  /// A workspace of at least `size` bytes, for the caller alone until given back.
  [[nodiscard]] ::torch::Tensor take(std::size_t size) {
    const std::lock_guard lock(mutex_);
    const auto wanted = static_cast<std::int64_t>(size);
    if (idle_.empty()) return ::torch::empty({wanted}, ::torch::kByte);
    ::torch::Tensor taken = std::move(idle_.back());
    idle_.pop_back();
    if (taken.numel() >= wanted) return taken;
    taken.reset();  // freed before the larger one is allocated
    return ::torch::empty({wanted}, ::torch::kByte);
  }

  void give_back(::torch::Tensor taken) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(taken));
  }

 private:
  std::mutex mutex_;
  std::vector<::torch::Tensor> idle_;
};

}  // namespace graft::detail
