#pragma once

#include <cmath>
#include <cstdint>

#include <graft/engine/eager/attention.hpp>
#include <graft/engine/eager/matrix_product.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// Attention of queries, keys and values to each other; `dropout` is the probability of zeroing one of its weights.
/// Shapes: (N, S, 3 E) -> (N, S, E).
[[nodiscard]] inline ::torch::Tensor attend_to_itself(const ::torch::Tensor& qkv, std::int64_t heads, double dropout = 0) {
  const std::int64_t count = qkv.size(0), positions = qkv.size(1), features = qkv.size(2) / 3, per_head = features / heads;
  const ::torch::Tensor projected =
      qkv.view({count, positions, 3, heads, per_head}).permute({2, 0, 3, 1, 4});  // (3, N, heads, S, E / heads)
  const auto part = [&](std::int64_t which) {
    return projected.select(0, which).reshape({count * heads, positions, per_head});
  };
  ::torch::Tensor weights = bmm(part(0) * (1 / std::sqrt(static_cast<double>(per_head))), part(1), true).softmax(-1);
  if (dropout > 0) weights = ::torch::dropout(weights, dropout, true);
  return bmm(weights, part(2), false)  // (N * heads, S, E / heads)
      .view({count, heads, positions, per_head})
      .transpose(1, 2)
      .reshape({count, positions, features});
}

::torch::Tensor attend(const ::torch::nn::MultiheadAttentionImpl& attention, const ::torch::Tensor& input) {
  const ::torch::Tensor attended =
      attend_to_itself(linear(input, attention.in_proj_weight, attention.in_proj_bias), attention.options.num_heads(),
                       attention.is_training() ? attention.options.dropout() : 0);
  return linear(attended, attention.out_proj->weight, attention.out_proj->bias);
}

AttentionModule::AttentionModule(const Attention& given) : LayerModule(given), options(given) {
  qkv = register_module("qkv", ::torch::nn::Linear(given.embed_dim, 3 * given.embed_dim));
  proj = register_module("proj", ::torch::nn::Linear(given.embed_dim, given.embed_dim));
}

::torch::Tensor AttentionModule::forward(const ::torch::Tensor& input) {
  return linear(attend_to_itself(linear(input, qkv->weight, qkv->bias), options.heads), proj->weight, proj->bias);
}

}  // namespace graft::detail
