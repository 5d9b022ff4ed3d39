#include "support/doctest.hpp"

#include <graft/graph/layer/extra_repr.hpp>
#include <graft/graph/layer/layer.hpp>

namespace conv2d_tests {

using namespace graft;

constexpr Inferred output_of(Conv2d layer, Shape input) {
  layer.take_input(input);
  return layer.output(input);
}

TEST_CASE("a convolution's output size is PyTorch's") {
  static_assert(output_of({.out = 64, .kernel = 7, .stride = 2, .padding = 3}, {3, 224, 224}).shape == Shape{64, 112, 112});
  static_assert(output_of({.out = 64, .kernel = 11, .stride = 4, .padding = 2}, {3, 224, 224}).shape == Shape{64, 55, 55});
  static_assert(output_of({.out = 8}, {3, 5, 6}).shape == Shape{8, 5, 6});
  static_assert(output_of({.out = 8, .kernel = {1, 7}, .padding = {0, 3}}, {3, 5, 9}).shape == Shape{8, 5, 9});
  static_assert(output_of({.out = 8, .kernel = 3, .dilation = 2}, {3, 9, 9}).shape == Shape{8, 5, 5});
  static_assert(output_of({.out = 8, .kernel = 3, .stride = 2}, {3, 8, 7}).shape == Shape{8, 3, 3});
}

TEST_CASE("a convolution counts its weights, its bias and its multiply-adds") {
  constexpr Conv2d plain{.in = 64, .out = 128, .kernel = 3},
      grouped{.in = 64, .out = 128, .kernel = {3, 5}, .groups = 32, .bias = false};
  static_assert(parameters(plain) == 128 * 64 * 9 + 128);
  static_assert(parameters(grouped) == 128 * 2 * 15);
  static_assert(plain.multiply_adds({128, 10, 20}) == 128 * 200 * 64 * 9);
  static_assert(grouped.multiply_adds({128, 10, 20}) == 128 * 200 * 2 * 15);
}

TEST_CASE("a convolution takes its input channels only when it has none") {
  constexpr Inferred wrong = output_of({.in = 3, .out = 8}, {4, 5, 5});
  static_assert(wrong.problem == Problem::channels_differ && wrong.wanted == 3 && wrong.got == 4);
}

TEST_CASE("a convolution refuses what PyTorch refuses") {
  static_assert(output_of({.out = 0}, {3, 5, 5}).problem == Problem::sizes_not_positive);
  static_assert(output_of({.out = -8}, {3, 5, 5}).got == -8);
  static_assert(output_of({.out = 8, .kernel = 0}, {3, 5, 5}).problem == Problem::sizes_not_positive);
  static_assert(output_of({.out = 8, .stride = 0}, {3, 5, 5}).problem == Problem::sizes_not_positive);
  static_assert(output_of({.out = 8, .dilation = 0}, {3, 5, 5}).problem == Problem::sizes_not_positive);
  static_assert(output_of({.out = 8, .padding = -1}, {3, 5, 5}).problem == Problem::sizes_not_positive);
  static_assert(output_of({.out = 8}, {3}).problem == Problem::wrong_rank);
  constexpr Inferred large = output_of({.out = 8, .kernel = {3, 7}}, {3, 5, 5});
  static_assert(large.problem == Problem::window_too_large && large.wanted == 7 && large.got == 5);
}

TEST_CASE("groups divide both input and output channels") {
  static_assert(output_of({.out = 8, .groups = 4}, {4, 5, 5}).shape == Shape{8, 5, 5});
  constexpr Inferred input = output_of({.out = 8, .groups = 4}, {6, 5, 5}),
                     output = output_of({.out = 6, .groups = 4}, {8, 5, 5});
  static_assert(input.problem == Problem::groups_do_not_divide && input.wanted == 4 && input.got == 6);
  static_assert(output.problem == Problem::groups_do_not_divide && output.got == 6);
  static_assert(output_of({.out = 8, .groups = 0}, {3, 5, 5}).problem == Problem::groups_do_not_divide);
  static_assert(parameters(Conv2d{.in = 3, .out = 8, .groups = 0}) == 8);  // asked before it is refused: the bias alone
}

TEST_CASE("settings that Python leaves out where they are its defaults are left out") {
  CHECK(extra_repr(Conv2d{.in = 3, .out = 8}) == "3, 8, kernel_size=(1, 1), stride=(1, 1)");
  constexpr Conv2d all{.in = 4, .out = 8, .kernel = 3, .padding = {0, 1}, .dilation = {1, 2}, .groups = 4, .bias = false};
  CHECK(extra_repr(all) == "4, 8, kernel_size=(3, 3), stride=(1, 1), padding=(0, 1), dilation=(1, 2), groups=4, bias=False");
}

}  // namespace conv2d_tests
