#include "support/doctest.hpp"

#include <graft/graph/layer/extra_repr.hpp>
#include <graft/graph/layer/max_pool2d.hpp>

namespace max_pool2d_tests {

using namespace graft;

TEST_CASE("max pooling keeps the channels and shrinks the image as PyTorch does") {
  static_assert(MaxPool2d{.kernel = 3, .stride = 2, .padding = 1}.output({64, 112, 112}).shape == Shape{64, 56, 56});
  static_assert(MaxPool2d{.kernel = 3, .stride = 2}.output({64, 55, 55}).shape == Shape{64, 27, 27});
  static_assert(MaxPool2d{.kernel = 3, .stride = 2, .ceil_mode = true}.output({64, 112, 112}).shape == Shape{64, 56, 56});
  static_assert(MaxPool2d{.kernel = 3, .stride = 2}.output({64, 112, 112}).shape == Shape{64, 55, 55});
}

TEST_CASE("without a stride, windows lie side by side") {
  static_assert(MaxPool2d{}.step() == Size2{2} && MaxPool2d{.kernel = {2, 3}}.step() == Size2{2, 3});
  static_assert(MaxPool2d{.kernel = 3}.output({8, 9, 10}).shape == Shape{8, 3, 3});
}

TEST_CASE("max pooling refuses features, too large windows and half a stride") {
  static_assert(MaxPool2d{}.output({64}).problem == Problem::wrong_rank);
  static_assert(MaxPool2d{.kernel = 5}.output({64, 4, 9}).problem == Problem::window_too_large);
  constexpr Inferred padded = MaxPool2d{.kernel = {3, 2}, .padding = {1, 2}}.output({64, 8, 8});
  static_assert(padded.problem == Problem::padding_too_large && padded.wanted == 1 && padded.got == 2);
  static_assert(MaxPool2d{.stride = {0, 1}}.output({64, 4, 9}).problem == Problem::sizes_not_positive);
}

TEST_CASE("the stride is printed where it was not given, too") {
  CHECK(extra_repr(MaxPool2d{.kernel = 2}) == "kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False");
}

}  // namespace max_pool2d_tests
