#include "support/doctest.hpp"

#include <string_view>

#include <graft/graph/layer/layer.hpp>

namespace multihead_attention_tests {

using namespace graft;

constexpr MultiheadAttention attention{.embed_dim = 16, .heads = 4};

TEST_CASE("attention keeps a sequence's shape, and refuses what is none") {
  static_assert(attention.output({5, 16}).shape == Shape{5, 16});
  static_assert(attention.output({16, 7, 7}).problem == Problem::wrong_rank);
  constexpr Inferred wrong = attention.output({5, 8});
  static_assert(wrong.problem == Problem::features_differ && wrong.wanted == 16 && wrong.got == 8);
  constexpr Inferred heads = MultiheadAttention{.embed_dim = 16, .heads = 3}.output({5, 16});
  static_assert(heads.problem == Problem::groups_do_not_divide && heads.wanted == 3 && heads.got == 16);
  static_assert(MultiheadAttention{.heads = 0}.output({5, 16}).problem == Problem::sizes_not_positive);
}

TEST_CASE("attention registers out_proj, which Python calls by a name of its own") {
  constexpr auto child = [] {
    std::string_view name;
    Linear inner;
    attention.each_child([&](std::string_view called, const Linear& layer) { name = called, inner = layer; });
    return std::pair(name, inner);
  }();
  static_assert(child.first == "out_proj" && child.second == Linear{.out = 16, .in = 16, .in_attention = true});
  static_assert(child.second.class_name() == "NonDynamicallyQuantizableLinear");
  static_assert(has_children(attention) && parameters(attention) == 3 * 16 * 16 + 3 * 16);  // its own, without out_proj's
}

TEST_CASE("attention is random where it drops, and counts its four products") {
  static_assert(!is_random(attention) && is_random(MultiheadAttention{.embed_dim = 16, .dropout = 0.1}));
  // Queries, keys, values and output: 4 S E E; scores and their sum of values: 2 S S E.
  static_assert(multiply_adds(attention, {5, 16}) == 4 * 5 * 16 * 16 + 2 * 5 * 5 * 16);
}

}  // namespace multihead_attention_tests
