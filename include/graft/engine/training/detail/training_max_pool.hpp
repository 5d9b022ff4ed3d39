#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/engine/training/detail/chunk_max_pool.hpp>
#include <graft/engine/training/detail/training_unit.hpp>
#include <graft/graph/layer/max_pool2d.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// A maximum pool.
class TrainingMaxPoolUnit : public TrainingUnit {
 public:
  TrainingMaxPoolUnit(const TrainingRoom& room, const MaxPool2d& pool, int input, int value, const Shape& in, const Shape& out,
                      bool wanted, std::int64_t threads)
      : TrainingUnit({input}, value),
        room_(room),
        in_(in),
        out_(out),
        wanted_(wanted),
        chunks_(chunks_for(room.images, threads, in.elements() + out.elements())) {
    for (const std::int64_t images : {chunks_.each, room.images % chunks_.each})
      if (images > 0) parts_.emplace_back(pool, in, out, images);
    for (const ChunkMaxPool& part : parts_)
      if (!part.is_fast()) throw UsageError("oneDNN has no fast maximum pool of this kind");
  }

  [[nodiscard]] DeskSize desk_size() const override {
    const auto room = static_cast<std::size_t>(chunks_.each * in_.elements());
    DeskSize size{.shown = room, .incoming = room};
    for (const ChunkMaxPool& part : parts_) size.workspace = std::max(size.workspace, part.scratchpad_size());
    return size;
  }

  void forward(std::vector<TrainingValue>& values, ThreadTeam& team) override {
    const MapSize size = room_.size(out_);
    TrainingValue& result = of(values, value()) = TrainingValue(size, room_.take(size.elements()));
    result.noted = room_.take(noted(chunks_.count()));
    const TrainingValue& input = of(values, inputs()[0]);
    over_chunks(team, chunks_, [&](const Chunk& chunk, std::size_t thread) {
      Desk& desk = room_.desks[thread];
      part(chunk).forward(desk, input.shown(chunk.begin, chunk.images, desk.shown.get()),
                          result.numbers.get() + result.offset(chunk.begin), result.noted.get() + noted(chunk.index));
    });
  }

  void backward(const std::vector<TrainingValue>& values, TrainingGradients& gradients, ThreadTeam& team) override {
    const NumberPool::Numbers share = std::move(gradients[value()].numbers);
    if (!wanted_) return;
    const TrainingValue& result = of(values, value());
    auto target = gradients.begin(inputs()[0], chunks_.count());
    over_chunks(team, chunks_, [&](const Chunk& chunk, std::size_t thread) {
      Desk& desk = room_.desks[thread];
      float* direct = gradients.direct(target, chunk);
      float* to = direct == nullptr ? desk.incoming.get() : direct;
      part(chunk).backward(desk, share.get() + result.offset(chunk.begin), result.noted.get() + noted(chunk.index), to);
      if (direct == nullptr) gradients.receive(target, chunk, to);
    });
    gradients.end(std::move(target));
  }

 private:
  [[nodiscard]] const ChunkMaxPool& part(const Chunk& chunk) const { return parts_[chunk.images == chunks_.each ? 0 : 1]; }
  [[nodiscard]] std::int64_t noted(std::int64_t chunk) const {
    return chunk * static_cast<std::int64_t>(parts_[0].noted_count());
  }

  TrainingRoom room_;
  Shape in_, out_;
  bool wanted_;
  Chunks chunks_;
  std::vector<ChunkMaxPool> parts_;
};

}  // namespace graft::detail::onednn

#endif
