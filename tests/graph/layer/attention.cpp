#include "support/doctest.hpp"

#include <string_view>

#include <graft/graph/layer/layer.hpp>

namespace attention_layer_tests {

using namespace graft;

constexpr Attention attention{.embed_dim = 16, .heads = 4};

TEST_CASE("attention with one projection keeps a sequence's shape, and refuses what is none") {
  static_assert(attention.output({5, 16}).shape == Shape{5, 16});
  static_assert(attention.output({16, 7, 7}).problem == Problem::wrong_rank);
  constexpr Inferred wrong = attention.output({5, 8});
  static_assert(wrong.problem == Problem::features_differ && wrong.wanted == 16 && wrong.got == 8);
  constexpr Inferred heads = Attention{.embed_dim = 16, .heads = 3}.output({5, 16});
  static_assert(heads.problem == Problem::groups_do_not_divide && heads.wanted == 3 && heads.got == 16);
  static_assert(Attention{.heads = 0}.output({5, 16}).problem == Problem::sizes_not_positive);
}

TEST_CASE("it takes its width from its input, registers qkv and proj, and owns nothing else") {
  Layer layer = Attention{.heads = 4};
  CHECK(infer(layer, {5, 16}).shape == Shape{5, 16});
  CHECK(layer == Layer(attention));
  constexpr auto same = [] {
    int found = 0;
    attention.each_child([&](std::string_view name, const Linear& inner) {
      found += name == "qkv" && inner == Linear{.out = 48, .in = 16} ? 1 : 0;
      found += name == "proj" && inner == Linear{.out = 16, .in = 16} ? 1 : 0;
    });
    return found == 2;
  }();
  static_assert(same && has_children(attention) && !has_state(attention) && !is_random(attention));
}

TEST_CASE("its products are those of MultiheadAttention") {
  static_assert(multiply_adds(attention, {5, 16}) == multiply_adds(MultiheadAttention{.embed_dim = 16, .heads = 4}, {5, 16}));
}

}  // namespace attention_layer_tests
