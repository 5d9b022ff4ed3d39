#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <graft/engine/training/detail/training_unit.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// The sum of two values, with a ReLU behind.
class TrainingSumUnit : public TrainingUnit {
 public:
  TrainingSumUnit(const TrainingRoom& room, int first, int second, int value, const Shape& shape, bool relu,
                  std::vector<bool> wanted, std::int64_t threads)
      : TrainingUnit({first, second}, value),
        room_(room),
        shape_(shape),
        relu_(relu),
        wanted_(std::move(wanted)),
        chunks_(chunks_for(room.images, threads, 3 * shape.elements())) {}

  [[nodiscard]] DeskSize desk_size() const override { return {}; }

  void forward(std::vector<TrainingValue>& values, ThreadTeam& team) override {
    const MapSize size = room_.size(shape_);
    TrainingValue& sum = of(values, value()) = TrainingValue(size, room_.take(size.elements()));
    if (relu_) sum.floor = 0;
    const TrainingValue &first = of(values, inputs()[0]), &second = of(values, inputs()[1]);
    over_chunks(team, chunks_, [&](const Chunk& chunk, std::size_t) {
      add_views(first.view(chunk.begin), second.view(chunk.begin), sum.floor, sum.chunk(chunk.images),
                sum.numbers.get() + sum.offset(chunk.begin));
    });
  }

  void backward(const std::vector<TrainingValue>&, TrainingGradients& gradients, ThreadTeam& team) override {
    const NumberPool::Numbers share = std::move(gradients[value()].numbers);
    for (std::size_t i = 0; i < 2; ++i)
      if (wanted_[i]) gradients.pass_on(inputs()[i], share, team, chunks_);
  }

 private:
  TrainingRoom room_;
  Shape shape_;
  bool relu_;
  std::vector<bool> wanted_;
  Chunks chunks_;
};

}  // namespace graft::detail::onednn

#endif
