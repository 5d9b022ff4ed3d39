#include "support/doctest.hpp"

#include <graft/graph/layer/layer.hpp>

namespace batch_norm2d_tests {

using namespace graft;

TEST_CASE("batch normalisation takes its channels from the first input and keeps the shape") {
  constexpr auto taken = [] {
    BatchNorm2d layer;
    layer.take_input({64, 8, 8});
    layer.take_input({32, 8, 8});  // only the first counts
    return layer;
  }();
  static_assert(taken.channels == 64 && parameters(taken) == 128);
  static_assert(taken.output({64, 3, 5}).shape == Shape{64, 3, 5});
  static_assert(taken.eps == 1e-5 && taken.momentum == 0.1);  // torch.nn's
}

TEST_CASE("batch normalisation refuses other channels, and what is not an image") {
  constexpr BatchNorm2d layer{.channels = 64};
  constexpr Inferred wrong = layer.output({32, 8, 8});
  static_assert(wrong.problem == Problem::channels_differ && wrong.wanted == 64 && wrong.got == 32);
  static_assert(layer.output({64}).problem == Problem::wrong_rank);
}

}  // namespace batch_norm2d_tests
