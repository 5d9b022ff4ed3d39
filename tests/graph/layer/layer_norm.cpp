#include "support/doctest.hpp"

#include <graft/graph/layer/extra_repr.hpp>
#include <graft/graph/layer/layer.hpp>

namespace layer_norm_tests {

using namespace graft;

constexpr LayerNorm taken(LayerNorm layer, Shape input) {
  layer.take_input(input);
  return layer;
}

TEST_CASE("layer normalisation works on the last axes and takes the last one of its first input") {
  static_assert(taken({}, {5, 16}).shape == Shape{16} && taken({.shape = {5, 16}}, {5, 16}).shape == Shape{5, 16});
  static_assert(taken({}, {5, 16}).output({7, 16}).shape == Shape{7, 16});
  static_assert(LayerNorm{.shape = {5, 16}}.output({3, 5, 16}).shape == Shape{3, 5, 16});
  static_assert(LayerNorm{}.eps == 1e-5);  // torch.nn's
}

TEST_CASE("layer normalisation has a weight and a bias of its shape") {
  static_assert(parameters(LayerNorm{.shape = {5, 16}}) == 160);
  static_assert(!LayerNorm{}.is_complete() && LayerNorm{.shape = {16}}.is_complete());
  static_assert(!LayerNorm{.shape = {0}}.is_complete());
}

TEST_CASE("layer normalisation refuses other features and too few axes") {
  constexpr Inferred wrong = LayerNorm{.shape = {16}}.output({5, 8});
  static_assert(wrong.problem == Problem::features_differ && wrong.wanted == 16 && wrong.got == 8);
  static_assert(LayerNorm{.shape = {5, 16}}.output({16}).problem == Problem::wrong_rank);
}

TEST_CASE("its shape is printed as Python prints a tuple") {
  CHECK(extra_repr(LayerNorm{.shape = {16}}) == "(16,), eps=1e-05, elementwise_affine=True");
  CHECK(extra_repr(LayerNorm{.shape = {5, 16}, .eps = 1e-6}) == "(5, 16), eps=1e-06, elementwise_affine=True");
}

}  // namespace layer_norm_tests
