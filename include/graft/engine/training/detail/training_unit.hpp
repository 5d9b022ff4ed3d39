#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <graft/engine/training/detail/channel_passes.hpp>
#include <graft/engine/training/detail/chunks.hpp>
#include <graft/engine/training/detail/training_desk.hpp>
#include <graft/engine/training/detail/training_gradients.hpp>
#include <graft/engine/training/detail/training_value.hpp>
#include <graft/graph/shape/shape.hpp>
#include <graft/platform/number_pool.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// What the units of a training step share.
struct TrainingRoom {
  std::int64_t images = 0;
  NumberPool& pool;
  std::vector<Desk>& desks;

  [[nodiscard]] NumberPool::Numbers take(std::int64_t count) const { return pool.take(static_cast<std::size_t>(count)); }
  [[nodiscard]] MapSize size(const Shape& shape) const { return map_size(images, shape); }
};

/// Numbers that a thread needs room for while a unit runs.
struct DeskSize {
  std::size_t shown = 0, gradient = 0, incoming = 0, weights = 0, workspace = 0;
  void include(const DeskSize& other) {
    shown = std::max(shown, other.shown);
    gradient = std::max(gradient, other.gradient);
    incoming = std::max(incoming, other.incoming);
    weights = std::max(weights, other.weights);
    workspace = std::max(workspace, other.workspace);
  }
};

/// One step of a lowered network in training: computes its value for all images, and later, from the gradient with regard to
/// that value, those with regard to its inputs and parameters. Both go through the batch in chunks, each thread through its
/// own.
class TrainingUnit {
 public:
  virtual ~TrainingUnit() = default;

  /// What comes before the first unit of either pass, in one thread, while others do the same for their units.
  virtual void begin([[maybe_unused]] bool backward) {}
  virtual void forward(std::vector<TrainingValue>& values, ThreadTeam& team) = 0;
  virtual void backward(const std::vector<TrainingValue>& values, TrainingGradients& gradients, ThreadTeam& team) = 0;

  [[nodiscard]] virtual DeskSize desk_size() const = 0;

  /// Values that it reads, once for each time.
  [[nodiscard]] const std::vector<int>& inputs() const { return inputs_; }
  [[nodiscard]] int value() const { return value_; }

 protected:
  TrainingUnit(std::vector<int> inputs, int value) : inputs_(std::move(inputs)), value_(value) {}

  /// So many images at a time that what a unit reads and writes of them fits into the cache beside the processor, shared
  /// evenly.
  [[nodiscard]] static Chunks chunks_for(std::int64_t images, std::int64_t threads, std::int64_t numbers_of_one) {
    constexpr std::int64_t cache = 4 << 20;  // float32 numbers
    const std::int64_t share = (images + threads - 1) / threads;
    const std::int64_t most = std::clamp<std::int64_t>(cache / numbers_of_one, 1, share);
    const std::int64_t rounds = (share + most - 1) / most;
    return {images, (share + rounds - 1) / rounds};
  }

  [[nodiscard]] static TrainingValue& of(std::vector<TrainingValue>& values, int which) {
    return values[static_cast<std::size_t>(which)];
  }
  [[nodiscard]] static const TrainingValue& of(const std::vector<TrainingValue>& values, int which) {
    return values[static_cast<std::size_t>(which)];
  }

 private:
  std::vector<int> inputs_;
  int value_;
};

}  // namespace graft::detail::onednn

#endif
