#include "support/doctest.hpp"

#include <graft/graph/self_attention.hpp>

namespace self_attention_tests {

using namespace graft;

static_assert(is_self_attention(Attention{}) && is_self_attention(MultiheadAttention{}));
static_assert(is_self_attention(ShiftedWindowAttention{}) && is_self_attention(ShiftedWindowAttentionV2{}));
static_assert(!is_self_attention(Linear{}) && !is_self_attention(WindowPartition{}) && !is_self_attention(Sequential{}));

struct Heads {
  constexpr std::int64_t operator()(const RelativePositionalMultiHeadAttention& any) const {
    return any.feat_dim / any.head_dim;
  }
  constexpr std::int64_t operator()(const auto& any) const { return any.heads; }
};

TEST_CASE("a self-attention is visited as what it is, and nothing else is") {
  CHECK(graft::detail::visit_self_attention<std::int64_t>(Heads{}, Attention{.embed_dim = 12, .heads = 3}) == 3);
  CHECK(graft::detail::visit_self_attention<std::int64_t>(Heads{}, MultiheadAttention{.embed_dim = 12, .heads = 4}) == 4);
  CHECK(graft::detail::visit_self_attention<std::int64_t>(Heads{}, Linear{.out = 7}) == 0);
}

}  // namespace self_attention_tests
