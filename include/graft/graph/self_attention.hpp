#pragma once

#include <variant>

#include <graft/graph/layer/layer.hpp>

namespace graft {

/// The layers whose positions attend to each other, in a sequence or in windows of maps. Each ends in a linear layer of its
/// own, over the last axis. A new kind is one more entry here; whoever visits them is then told by the compiler.
using SelfAttention = std::variant<MultiheadAttention, Attention, ShiftedWindowAttention, ShiftedWindowAttentionV2,
                                   RelativePositionalMultiHeadAttention>;

/// Whether a layer is one of them.
[[nodiscard]] constexpr bool is_self_attention(const Layer& layer) {
  return detail::are_alternatives_of<SelfAttention>[layer.index()];
}

namespace detail {

/// What `visitor` returns for a self-attention; for other layers a new `Result`.
template <class Result>
[[nodiscard]] constexpr Result visit_self_attention(const auto& visitor, const Layer& layer) {
  return visit_layer(
      [&]<class Kind>(const Kind& any) -> Result {
        if constexpr (are_alternatives_of<SelfAttention>[index_of_kind<Kind>])
          return visitor(any);
        else
          return Result{};
      },
      layer);
}

}  // namespace detail
}  // namespace graft
