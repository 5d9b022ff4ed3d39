#pragma once

#include <cstdint>

#include <graft/graph/graph_view.hpp>
#include <graft/graph/infer.hpp>

namespace zoo_tests {

/// What is found for images of another height and width, auxiliary outputs left out.
inline graft::Check check_size(graft::Tables tables, std::int64_t height, std::int64_t width) {
  tables.calls.front().shape = {3, height, width};
  graft::infer(tables, 0, false);
  return tables.check;
}

/// Height and width of the smallest square images that a network takes.
inline std::int64_t smallest_size(const graft::Tables& tables) {
  std::int64_t side = 1;
  while (side < 1024 && !check_size(tables, side, side).ok()) ++side;
  return side;
}

/// Multiply-adds in hundredths of a billion, rounded, as torchvision's documentation has them.
inline std::int64_t hundredths(const graft::Tables& tables) {
  return (graft::GraphView(tables).multiply_add_count() + 5'000'000) / 10'000'000;
}

}  // namespace zoo_tests
