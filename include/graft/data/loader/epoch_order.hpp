#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <graft/data/transform/random.hpp>

namespace graft {

/// The order in which an epoch goes through `size` images: the dataset's, or shuffled by `seed` and `epoch`.
/// Source: the Fisher-Yates shuffle. Its generator has an index that no image of a dataset has.
[[nodiscard]] inline std::vector<std::size_t> epoch_order(std::size_t size, bool shuffle, std::uint64_t seed,
                                                          std::uint64_t epoch) {
  std::vector<std::size_t> order(size);
  for (std::size_t i = 0; i < size; ++i) order[i] = i;
  if (!shuffle) return order;
  Random random(seed, epoch, ~std::uint64_t{0});
  for (std::size_t left = size; left > 1; --left) std::swap(order[left - 1], order[random.integer(left)]);
  return order;
}

}  // namespace graft
