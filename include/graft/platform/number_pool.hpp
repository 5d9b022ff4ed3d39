#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

namespace graft::detail {

/// Memory for float32 numbers, which is kept for the next that wants about as many: a training step wants what the one before
/// did. What was taken may outlive the pool.
class NumberPool {
 public:
  using Numbers = std::shared_ptr<float[]>;

  /// Not set to anything, and on a cache line of its own.
  [[nodiscard]] Numbers take(std::size_t count) {
    std::size_t size = count;
    Block block;
    {
      const std::lock_guard lock(idle_->mutex);
      if (const auto found = idle_->blocks.lower_bound(count); found != idle_->blocks.end() && found->first <= 2 * count) {
        size = found->first;
        block = std::move(found->second);
        idle_->blocks.erase(found);
      }
    }
    if (block == nullptr) block.reset(static_cast<float*>(::operator new(count * sizeof(float) + 1, alignment)));
    // It comes back when nobody has it any more; if the pool is gone by then, it is freed.
    return {block.release(), [idle = std::weak_ptr(idle_), size](float* numbers) {
              Block back(numbers);
              if (const auto pool = idle.lock()) {
                try {
                  const std::lock_guard again(pool->mutex);
                  pool->blocks.emplace(size, std::move(back));
                } catch (const std::bad_alloc&) {  // then it is freed
                }
              }
            }};
  }

  /// Frees what nobody has.
  void forget() {
    const std::lock_guard lock(idle_->mutex);
    idle_->blocks.clear();
  }

 private:
  static constexpr std::align_val_t alignment{64};
  struct Free {
    void operator()(float* numbers) const { ::operator delete(numbers, alignment); }
  };
  using Block = std::unique_ptr<float, Free>;
  struct Idle {
    std::mutex mutex;
    std::multimap<std::size_t, Block> blocks;  // by how many numbers they hold
  };

  std::shared_ptr<Idle> idle_ = std::make_shared<Idle>();
};

}  // namespace graft::detail
