#include "support/doctest.hpp"

#include <graft/graph/layer/extra_repr.hpp>
#include <graft/graph/layer/layer.hpp>

namespace linear_tests {

using namespace graft;

constexpr Inferred output_of(Linear layer, Shape input) {
  layer.take_input(input);
  return layer.output(input);
}

TEST_CASE("a linear layer works on the last axis and takes its size from the first input") {
  static_assert(output_of({.out = 10}, {512}).shape == Shape{10});
  static_assert(output_of({.out = 10}, {49, 512}).shape == Shape{49, 10});
}

TEST_CASE("a linear layer counts its weights, its bias and its multiply-adds") {
  static_assert(parameters(Linear{.out = 1000, .in = 2048}) == 2'049'000);
  static_assert(parameters(Linear{.out = 1000, .in = 2048, .bias = false}) == 2'048'000);
  static_assert(Linear{.out = 10, .in = 512}.multiply_adds({49, 10}) == 49 * 10 * 512);
}

TEST_CASE("a linear layer refuses other features and sizes below one") {
  constexpr Inferred wrong = output_of({.out = 10, .in = 512}, {2048});
  static_assert(wrong.problem == Problem::features_differ && wrong.wanted == 512 && wrong.got == 2048);
  static_assert(output_of({.out = 0}, {512}).problem == Problem::sizes_not_positive);
  static_assert(output_of({.out = 10}, {0}).problem == Problem::sizes_not_positive);
  static_assert(output_of({.out = 10, .in = 5}, {}).problem == Problem::wrong_rank);
}

TEST_CASE("a linear layer that an attention applies has another class in Python") {
  static_assert(Linear{}.class_name() == "Linear" && Linear{.in_attention = true}.class_name() != "Linear");
  CHECK(extra_repr(Linear{.out = 2, .in = 3, .bias = false}) == "in_features=3, out_features=2, bias=False");
}

}  // namespace linear_tests
