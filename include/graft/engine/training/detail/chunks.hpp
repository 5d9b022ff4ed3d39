#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <graft/platform/thread_team.hpp>

namespace graft::detail {

/// Images [begin, begin + images) of a batch.
struct Chunk {
  std::int64_t index = 0;
  std::int64_t begin = 0;
  std::int64_t images = 0;
};

/// A batch in chunks of one size, the last of which may be smaller.
struct Chunks {
  std::int64_t images = 0;
  std::int64_t each = 1;

  [[nodiscard]] std::int64_t count() const { return (images + each - 1) / each; }
  [[nodiscard]] Chunk operator[](std::int64_t index) const {
    return {index, index * each, std::min(each, images - index * each)};
  }
};

/// Runs `work` for each chunk.
template <class Work>
void over_chunks(ThreadTeam& team, const Chunks& chunks, const Work& work) {
  team.run(chunks.count(), [&](std::int64_t part, std::size_t thread) { work(chunks[part], thread); });
}

}  // namespace graft::detail
