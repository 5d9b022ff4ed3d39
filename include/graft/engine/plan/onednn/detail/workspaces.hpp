#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// Memory that primitives need while they run: as many pieces as run at the same time.
class Workspaces {
 public:
  /// At least `size` bytes.
  [[nodiscard]] ::torch::Tensor take(std::size_t size) {
    const std::lock_guard lock(mutex_);
    const auto wanted = static_cast<std::int64_t>(size);
    if (idle_.empty()) return ::torch::empty({wanted}, ::torch::kByte);
    ::torch::Tensor taken = std::move(idle_.back());
    idle_.pop_back();
    if (taken.numel() >= wanted) return taken;
    taken.reset();  // before there are both
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
