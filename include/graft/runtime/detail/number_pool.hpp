#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <vector>

namespace graft::detail {

/// Memory for float32 numbers, which is kept for the next that wants as many: a training step wants the same as the one before.
/// What was taken may outlive the pool.
class NumberPool {
 public:
  using Numbers = std::shared_ptr<float[]>;

  /// Not set to anything, and on a cache line of its own.
  [[nodiscard]] Numbers take(std::size_t count) {
    const std::lock_guard lock(idle_->mutex);
    auto& there = idle_->numbers[count];
    Block block;
    if (there.empty()) block.reset(static_cast<float*>(::operator new(count * sizeof(float) + 1, alignment)));
    else {
      block = std::move(there.back());
      there.pop_back();
    }
    // It comes back when nobody has it any more; if the pool is gone by then, it is freed.
    return {block.release(), [idle = std::weak_ptr(idle_), count](float* numbers) {
              Block back(numbers);
              if (const auto pool = idle.lock()) {
                const std::lock_guard again(pool->mutex);
                pool->numbers[count].push_back(std::move(back));
              }
            }};
  }

 private:
  static constexpr std::align_val_t alignment{64};
  struct Free {
    void operator()(float* numbers) const { ::operator delete(numbers, alignment); }
  };
  using Block = std::unique_ptr<float, Free>;
  struct Idle {
    std::mutex mutex;
    std::map<std::size_t, std::vector<Block>> numbers;
  };

  std::shared_ptr<Idle> idle_ = std::make_shared<Idle>();
};

}  // namespace graft::detail
