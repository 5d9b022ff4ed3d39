#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <graft/engine/training/detail/channel_passes.hpp>
#include <graft/engine/training/detail/chunks.hpp>
#include <graft/engine/training/detail/training_value.hpp>
#include <graft/platform/number_pool.hpp>
#include <graft/platform/thread_team.hpp>

namespace graft::detail {

/// The gradients of a backward pass with regard to the values of a forward pass: each is the sum of what its readers give,
/// without what a ReLU holds back. Where a gradient goes on unchanged, it is not copied.
class TrainingGradients {
 public:
  struct Gradient {
    NumberPool::Numbers numbers;
    int awaited = 0;                     ///< readers that have not given theirs
    std::vector<double> sums, products;  ///< of each channel, over all images; see receive_gradient()
  };

  /// A gradient that is about to take one more reader's share.
  struct Target {
    int value = 0;
    NumberPool::Numbers previous, out;
    bool complete = false;
    bool writes = true;                      ///< whether `out` is not there yet
    std::vector<double> sums{}, products{};  // of each chunk and channel
  };

  TrainingGradients(const std::vector<TrainingValue>& values, std::vector<int> readers, NumberPool& pool)
      : values_(values), gradients_(values.size()), pool_(pool) {
    for (std::size_t i = 0; i < readers.size(); ++i) gradients_[i].awaited = readers[i];
  }

  [[nodiscard]] Gradient& operator[](int value) { return gradients_[static_cast<std::size_t>(value)]; }

  /// `unchanged`: the numbers that it will be, if they are there already.
  [[nodiscard]] Target begin(int value, std::int64_t chunks, const NumberPool::Numbers& unchanged = nullptr) {
    Gradient& gradient = (*this)[value];
    Target target{.value = value,
                  .previous = std::exchange(gradient.numbers, nullptr),
                  .out = unchanged,
                  .complete = --gradient.awaited == 0,
                  .writes = unchanged == nullptr};
    if (target.writes)
      target.out = target.previous != nullptr && target.previous.use_count() == 1
                       ? target.previous
                       : pool_.take(static_cast<std::size_t>(of(value).size.elements()));
    if (target.complete)
      target.sums = target.products = std::vector<double>(static_cast<std::size_t>(chunks) * of(value).channels());
    return target;
  }

  /// Where a share can be written that needs nothing more done to it; else null.
  [[nodiscard]] float* direct(const Target& target, const Chunk& chunk) const {
    return target.complete || target.previous != nullptr ? nullptr : target.out.get() + of(target.value).offset(chunk.begin);
  }

  void receive(Target& target, const Chunk& chunk, const float* share) const {
    const TrainingValue& value = of(target.value);
    const std::int64_t offset = value.offset(chunk.begin);
    const float* previous = target.previous == nullptr ? nullptr : target.previous.get() + offset;
    float* out = target.writes ? target.out.get() + offset : nullptr;
    const MapSize size = value.chunk(chunk.images);
    if (!target.complete) return add_gradients(share, previous, size, out);
    const std::size_t row = static_cast<std::size_t>(chunk.index) * value.channels();
    receive_gradient(share, previous, value.view(chunk.begin), value.mean.data(), size, out, target.sums.data() + row,
                     target.products.data() + row);
  }

  void end(Target target) {
    Gradient& gradient = (*this)[target.value];
    gradient.numbers = std::move(target.out);
    gradient.sums = added_up(target, target.sums);
    gradient.products = added_up(target, target.products);
  }

  /// The whole of another value's gradient.
  void pass_on(int value, const NumberPool::Numbers& share, ThreadTeam& team, const Chunks& chunks) {
    Gradient& gradient = (*this)[value];
    const TrainingValue& there = of(value);
    const bool unchanged = gradient.numbers == nullptr && (gradient.awaited > 1 || there.floor < 0);
    if (unchanged && (gradient.awaited > 1 || !there.wants_sums)) {
      --gradient.awaited;
      gradient.numbers = share;
      return;
    }
    Target target = begin(value, chunks.count(), unchanged ? share : nullptr);
    over_chunks(team, chunks,
                [&](const Chunk& chunk, std::size_t) { receive(target, chunk, share.get() + there.offset(chunk.begin)); });
    end(std::move(target));
  }

 private:
  [[nodiscard]] const TrainingValue& of(int value) const { return values_[static_cast<std::size_t>(value)]; }

  [[nodiscard]] std::vector<double> added_up(const Target& target, const std::vector<double>& parts) const {
    const std::size_t channels = of(target.value).channels();
    std::vector<double> sum(parts.empty() ? 0 : channels);
    for (std::size_t i = 0; i < parts.size(); ++i) sum[i % channels] += parts[i];
    return sum;
  }

  const std::vector<TrainingValue>& values_;
  std::vector<Gradient> gradients_;
  NumberPool& pool_;
};

}  // namespace graft::detail
